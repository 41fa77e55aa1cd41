/** Carries out what the parent orders, and answers each order by its name. */
export function obey(orders) {
  const carryOut = async (message) => {
    for (const [name, value] of Object.entries(message))
      process.send({ [name]: (await orders[name](value)) ?? true })
  }
  process.on('message', (message) => void carryOut(message))
}
