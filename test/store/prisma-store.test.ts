import { openPrismaStore } from '../../src/store/prisma-store.ts'
import { storeContract } from './contract.ts'
import { countedIds, freshStore, quiet } from './database.ts'

storeContract('prisma', async () => {
  const { store, url, stop } = await freshStore()
  const other = await openPrismaStore({ url, ids: countedIds('other'), log: quiet })
  return {
    store,
    other: other.store,
    stop: async () => {
      await other.stop()
      await stop()
    },
  }
})
