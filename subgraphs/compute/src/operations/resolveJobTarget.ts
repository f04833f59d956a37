import { columnsOf, type Database } from '@ai-collective/platform';
import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import { ModelVersionEntity, type ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import { mostSteps } from '../rules/chain/chainStep.js';
import type { ChainStepRequest } from './planOf.js';

export interface JobTarget {
  readonly modelVersionId?: string | null | undefined;
  /** Slug of a model, whose newest allowed version is meant. */
  readonly model?: string | null | undefined;
  /** A chain of models in place of one. */
  readonly steps?: readonly ChainStepRequest[] | null | undefined;
  /** The community's oldest fleet when absent. */
  readonly fleetId?: string | null | undefined;
}

export interface ResolvedTarget {
  /** Of a chain, the first step's. */
  readonly version: ModelVersion;
  /** One of each step. */
  readonly versions: readonly ModelVersion[];
  readonly fleet: Fleet;
  /** The community's, now. */
  readonly unfinishedJobs: number;
}

const versionColumns = columnsOf(ModelVersionEntity);
const fleetColumns = columnsOf(FleetEntity);

const allowedVersion = `select ${versionColumns} from model_versions where tenant_id = ? and id = ? and state = 'ALLOWED'`;

/** A model without an allowed version gives one row of nulls. */
const newestVersion = `select ${versionColumns} from models left join lateral (
    select * from model_versions where tenant_id = models.tenant_id and model_id = models.id and state = 'ALLOWED' order by number desc limit 1
  ) as model_versions on true
  where models.tenant_id = ? and slug = ?`;

const fleetById = `select ${fleetColumns} from fleets where tenant_id = ? and id = ?`;
const oldestFleet = `select ${fleetColumns} from fleets where tenant_id = ? order by created_at, id limit 1`;

type VersionRow = ModelVersion | { readonly id: null };

/** What a job is to run, and where. Throws MODEL_REQUIRED, CHAIN_LENGTH_INVALID, MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND or FLEET_NOT_FOUND. */
export async function resolveJobTarget(
  database: Pick<Database, 'queryTenant'>,
  community: string,
  target: JobTarget,
): Promise<ResolvedTarget> {
  const wanted = modelsOf(target);
  const { fleetId } = target;
  type Rows = [Fleet[], { readonly jobs: string }[], ...VersionRow[][]];
  const [[fleet], [unfinished], ...found] = await database.queryTenant<Rows>(community, [
    fleetId == null ? [oldestFleet, [community]] : [fleetById, [community, storable(fleetId)]],
    ['select count(*) as jobs from jobs where tenant_id = ? and finished_at is null', [community]],
    ...wanted.map((step) => versionQuery(community, step)),
  ]);
  const versions = wanted.map((step, place) => requireVersion(step, found[place]?.[0]));
  const [version] = versions;
  if (version === undefined) throw errors.MODEL_REQUIRED();
  if (fleet === undefined) throw errors.FLEET_NOT_FOUND();
  return { version, versions, fleet, unfinishedJobs: Number(unfinished?.jobs) };
}

type WantedModel = Pick<JobTarget, 'modelVersionId' | 'model'>;

function modelsOf({ steps, ...target }: JobTarget): readonly WantedModel[] {
  const isNamed = ({ modelVersionId, model }: WantedModel) => (modelVersionId == null) !== (model == null);
  if (steps == null) {
    if (!isNamed(target)) throw errors.MODEL_REQUIRED();
    return [target];
  }
  if (target.modelVersionId != null || target.model != null || !steps.every(isNamed))
    throw errors.MODEL_REQUIRED();
  if (steps.length < 2 || steps.length > mostSteps)
    throw errors.CHAIN_LENGTH_INVALID({ steps: steps.length, maxSteps: mostSteps });
  return steps;
}

function versionQuery(community: string, { modelVersionId, model }: WantedModel): TenantQuery {
  return modelVersionId == null
    ? [newestVersion, [community, storable(model ?? '')]]
    : [allowedVersion, [community, storable(modelVersionId)]];
}

function requireVersion({ model }: WantedModel, version: VersionRow | undefined): ModelVersion {
  if (version === undefined && model != null) throw errors.MODEL_NOT_FOUND();
  if (version === undefined || version.id === null) throw errors.MODEL_VERSION_NOT_FOUND();
  return version;
}

type TenantQuery = readonly [string, readonly string[]];

/** PostgreSQL knows no text with this character, nor anything by a name that has it. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** The community's oldest fleet, or null when it has none. */
export async function findDefaultFleet(
  database: Pick<Database, 'queryTenant'>,
  community: string,
): Promise<Fleet | null> {
  const [[fleet]] = await database.queryTenant<[Fleet[]]>(community, [[oldestFleet, [community]]]);
  return fleet ?? null;
}
