import { columnsOf, type Database } from '@ai-collective/platform';
import { FleetEntity, type Fleet } from '../entities/Fleet.js';
import { ModelVersionEntity, type ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';

export interface JobTarget {
  readonly modelVersionId?: string | null | undefined;
  /** Slug of a model, whose newest allowed version is meant. */
  readonly model?: string | null | undefined;
  /** The community's oldest fleet when absent. */
  readonly fleetId?: string | null | undefined;
}

export interface ResolvedTarget {
  readonly version: ModelVersion;
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

/** What a job is to run, and where. Throws MODEL_REQUIRED, MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND or FLEET_NOT_FOUND. */
export async function resolveJobTarget(
  database: Pick<Database, 'queryTenant'>,
  community: string,
  { modelVersionId, model, fleetId }: JobTarget,
): Promise<ResolvedTarget> {
  if ((modelVersionId == null) === (model == null)) throw errors.MODEL_REQUIRED();
  type Rows = [VersionRow[], Fleet[], { readonly jobs: string }[]];
  const [[version], [fleet], [unfinished]] = await database.queryTenant<Rows>(community, [
    modelVersionId == null
      ? [newestVersion, [community, storable(model ?? '')]]
      : [allowedVersion, [community, storable(modelVersionId)]],
    fleetId == null ? [oldestFleet, [community]] : [fleetById, [community, storable(fleetId)]],
    ['select count(*) as jobs from jobs where tenant_id = ? and finished_at is null', [community]],
  ]);
  if (version === undefined && model != null) throw errors.MODEL_NOT_FOUND();
  if (version === undefined || version.id === null) throw errors.MODEL_VERSION_NOT_FOUND();
  if (fleet === undefined) throw errors.FLEET_NOT_FOUND();
  return { version, fleet, unfinishedJobs: Number(unfinished?.jobs) };
}

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
