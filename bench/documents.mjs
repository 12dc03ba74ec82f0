// GraphQL documents of the bench: all scalar and composite fields of a record, as REST at depth 0 answers them.
// Names in braces stand between blanks: `{name}` would be a placeholder.
const actor = '{ source workspaceMemberId name context }'
const links = '{ primaryLinkLabel primaryLinkUrl secondaryLinks }'
const system = `id createdAt updatedAt deletedAt createdBy ${actor} updatedBy ${actor} position`
export const person = `${system} name { firstName lastName } emails { primaryEmail additionalEmails }
  phones { primaryPhoneNumber primaryPhoneCountryCode primaryPhoneCallingCode additionalPhones }
  jobTitle city linkedinLink ${links} xLink ${links} avatarUrl companyId`
export const company = `${system} name domainName ${links} employees linkedinLink ${links} xLink ${links}
  annualRecurringRevenue { amountMicros currencyCode } annualRevenue { amountMicros currencyCode }
  address { addressStreet1 addressStreet2 addressCity addressPostcode addressState addressCountry addressLat addressLng }
  idealCustomerProfile accountOwnerId`

export const page = (node) =>
  `edges { node { ${node} } cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`

// A request's body.
export const body = (query, variables) => JSON.stringify({ query: query.replace(/\s+/g, ' '), variables })
