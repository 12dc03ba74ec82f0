// Compiled against the types @graphql-codegen/cli makes; see graphql_clients.test.mjs.
import type { AddMutation, AddMutationVariables, FinishMutationVariables, PeopleQuery,
    PeopleQueryVariables } from './operations.js';
import { OrderByDirection, TaskStatusEnum } from './operations.js';

type Ask = <Data, Variables>(operation: string, variables: Variables) => Promise<Data>;

export async function round_trip(ask: Ask): Promise<string[]> {
    const added = await ask<AddMutation, AddMutationVariables>('Add', {
        data: {
            name: 'Coded', annualRecurringRevenue: { amountMicros: 9_000_000, currencyCode: 'EUR' },
            people: { create: [{ name: { firstName: 'Cora' } }, { name: { firstName: 'Abe' } }] },
        },
    });
    const variables: PeopleQueryVariables = {
        filter: { company: { name: { eq: added.createCompany?.name ?? '' } } },
        orderBy: [{ name: { firstName: OrderByDirection.AscNullsLast } }],
        first: 1,
    };
    const { people } = await ask<PeopleQuery, PeopleQueryVariables>('People', variables);
    const person = people?.edges[0]?.node;
    const finish: FinishMutationVariables = { id: 'x', data: { status: TaskStatusEnum.Done } };
    return [String(people?.totalCount), person?.name?.firstName ?? '', person?.company?.name ?? '',
        String(people?.pageInfo.hasNextPage), String(finish.data.status)];
}
