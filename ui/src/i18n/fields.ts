/** The words for a contact's fields. */
import { m } from './index.svelte';

const fields: Record<string, () => string> = {
  display_name: m.field_display_name,
  family_name: m.field_family_name,
  given_name: m.field_given_name,
  family_reading: m.field_family_reading,
  given_reading: m.field_given_reading,
  honorific: m.field_honorific,
  nickname: m.field_nickname,
  company: m.field_company,
  company_reading: m.field_company_reading,
  department: m.field_department,
  title: m.field_title,
  phones: m.field_phones,
  emails: m.field_emails,
  urls: m.field_urls,
  ids: m.field_ids,
  addresses: m.field_addresses,
  dates: m.field_dates,
  relations: m.field_relations,
  note: m.field_note,
  groups: m.field_groups,
  custom: m.field_custom,
  language: m.field_language,
  kind: m.field_kind,
  side: m.field_side,
  own: m.field_own,
  hidden: m.field_hidden,
  photo: m.field_photo,
  postal: m.field_postal,
  region: m.field_region,
  city: m.field_city,
  street: m.field_street,
  building: m.field_building,
  country: m.field_country,
  unknown: m.field_unknown,
};

export function fieldName(field: string): string {
  return fields[field]?.() ?? m.field_other();
}
