import amqp from 'amqplib'

const connection = await amqp.connect(process.env.RABBITMQ_URL, { noDelay: true })
const channel = await connection.createConfirmChannel()
const queue = { durable: true, arguments: { 'x-expires': 60000 } }
await channel.prefetch(512)
await channel.assertQueue('benchmarks.node.requests', queue)

await channel.consume('benchmarks.node.requests', request => {
  const { replyTo, correlationId } = request.properties
  const reply = Buffer.from('Processed: ' + request.content)
  channel.sendToQueue(replyTo, reply, { persistent: true, correlationId }, error => {
    if (error) throw error
    channel.ack(request)
  })
})
