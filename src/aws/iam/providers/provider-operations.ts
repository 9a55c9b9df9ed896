/** The operations on OIDC providers. */
import type { Operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { addClientIDToOpenIDConnectProvider } from './add-client-id-to-open-id-connect-provider.ts'
import { createOpenIDConnectProvider } from './create-open-id-connect-provider.ts'
import { deleteOpenIDConnectProvider } from './delete-open-id-connect-provider.ts'
import { getOpenIDConnectProvider } from './get-open-id-connect-provider.ts'
import { listOpenIDConnectProviderTags } from './list-open-id-connect-provider-tags.ts'
import { listOpenIDConnectProviders } from './list-open-id-connect-providers.ts'
import { removeClientIDFromOpenIDConnectProvider } from './remove-client-id-from-open-id-connect-provider.ts'
import { tagOpenIDConnectProvider } from './tag-open-id-connect-provider.ts'
import { untagOpenIDConnectProvider } from './untag-open-id-connect-provider.ts'
import { updateOpenIDConnectProviderThumbprint } from './update-open-id-connect-provider-thumbprint.ts'

export function providerOperations(parts: IamParts): readonly Operation[] {
  return [
    addClientIDToOpenIDConnectProvider(parts),
    createOpenIDConnectProvider(parts),
    deleteOpenIDConnectProvider(parts),
    getOpenIDConnectProvider(parts),
    listOpenIDConnectProviderTags(parts),
    listOpenIDConnectProviders(parts),
    removeClientIDFromOpenIDConnectProvider(parts),
    tagOpenIDConnectProvider(parts),
    untagOpenIDConnectProvider(parts),
    updateOpenIDConnectProviderThumbprint(parts),
  ]
}
