// Records as SQL written by hand makes them: members of a JSON object by name, each an SQL expression of the row's alias.
// pgbench takes ':word' for a parameter inside quotes too, hence the spelling of the time format.

// JSON objects are written in one of two styles. The first is the usual one; the second is harder to read, slower for
// one record and faster for lists.
export const styles = {
  build: (members) =>
    `json_build_object(${Object.entries(members).map(([name, sql]) => `'${name}', ${sql}`).join(', ')})`,
  rows: (members) => `row_to_json((SELECT o FROM (SELECT ${
    Object.entries(members).map(([name, sql]) => `${sql} AS "${name}"`).join(', ')}) o))`,
}
export let object = styles.build
export const use_style = (style) => { object = styles[style] }

export const time = (column) => `to_char(${column}, 'YYYY-MM-DD"T"HH24":"MI":"SS.MS"Z"')`
export const text = (column) => `coalesce(${column}, '')`
const list = (column) => `coalesce(${column}, '[]')`
export const id = (group, number) => `('01900000-0000-7000-${group}-' || 100000000000 + ${number}::bigint)::uuid`

const actor = (column) => object({
  source: `${column}_source`,
  workspaceMemberId: `${column}_workspace_member_id`,
  name: text(`${column}_name`),
  context: `${column}_context`,
})
const links = (column) => object({
  primaryLinkLabel: text(`${column}_primary_link_label`),
  primaryLinkUrl: text(`${column}_primary_link_url`),
  secondaryLinks: list(`${column}_secondary_links`),
})
const currency = (column) => object({
  amountMicros: `${column}_amount_micros`,
  currencyCode: `${column}_currency_code`,
})
const system = (r) => ({
  id: `${r}.id`,
  createdAt: time(`${r}.created_at`),
  updatedAt: time(`${r}.updated_at`),
  deletedAt: time(`${r}.deleted_at`),
  createdBy: actor(`${r}.created_by`),
  updatedBy: actor(`${r}.updated_by`),
  position: `${r}."position"`,
})

export const person = (r) => ({
  ...system(r),
  name: object({ firstName: text(`${r}.name_first_name`), lastName: text(`${r}.name_last_name`) }),
  emails: object({
    primaryEmail: text(`${r}.emails_primary_email`),
    additionalEmails: list(`${r}.emails_additional_emails`),
  }),
  phones: object({
    primaryPhoneNumber: text(`${r}.phones_primary_phone_number`),
    primaryPhoneCountryCode: text(`${r}.phones_primary_phone_country_code`),
    primaryPhoneCallingCode: text(`${r}.phones_primary_phone_calling_code`),
    additionalPhones: list(`${r}.phones_additional_phones`),
  }),
  jobTitle: text(`${r}.job_title`),
  city: text(`${r}.city`),
  linkedinLink: links(`${r}.linkedin_link`),
  xLink: links(`${r}.x_link`),
  avatarUrl: text(`${r}.avatar_url`),
  companyId: `${r}.company_id`,
})
export const company = (r) => ({
  ...system(r),
  name: text(`${r}.name`),
  domainName: links(`${r}.domain_name`),
  employees: `${r}.employees`,
  linkedinLink: links(`${r}.linkedin_link`),
  xLink: links(`${r}.x_link`),
  annualRecurringRevenue: currency(`${r}.annual_recurring_revenue`),
  annualRevenue: currency(`${r}.annual_revenue`),
  address: object({
    addressStreet1: text(`${r}.address_address_street1`),
    addressStreet2: text(`${r}.address_address_street2`),
    addressCity: text(`${r}.address_address_city`),
    addressPostcode: text(`${r}.address_address_postcode`),
    addressState: text(`${r}.address_address_state`),
    addressCountry: text(`${r}.address_address_country`),
    addressLat: `${r}.address_address_lat`,
    addressLng: `${r}.address_address_lng`,
  }),
  idealCustomerProfile: `${r}.ideal_customer_profile`,
  accountOwnerId: `${r}.account_owner_id`,
})
export const opportunity = (r) => ({
  ...system(r),
  name: text(`${r}.name`),
  amount: currency(`${r}.amount`),
  closeDate: time(`${r}.close_date`),
  stage: `${r}.stage`,
  companyId: `${r}.company_id`,
  pointOfContactId: `${r}.point_of_contact_id`,
  ownerId: `${r}.owner_id`,
})
export const target = (subject) => (r) => ({
  ...system(r),
  [`${subject}Id`]: `${r}.${subject}_id`,
  targetPersonId: `${r}.target_person_id`,
  targetCompanyId: `${r}.target_company_id`,
  targetOpportunityId: `${r}.target_opportunity_id`,
})
export const member = (r) => ({ ...system(r), id: `${r}.id` })
export const note = (r) => ({
  ...system(r),
  title: text(`${r}.title`),
  body: object({ blocknote: `${r}.body_blocknote`, markdown: text(`${r}.body_markdown`) }),
})
export const task = (r) => ({
  ...note(r),
  dueAt: time(`${r}.due_at`),
  status: `${r}.status`,
  assigneeId: `${r}.assignee_id`,
})
