/** The name of this service: its schema in the database, its audience in passports, its mark in audit records. */
export const serviceName = 'storage';
