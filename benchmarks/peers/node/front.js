import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import amqp from 'amqplib'

const connection = await amqp.connect(process.env.RABBITMQ_URL, { noDelay: true })
const channel = await connection.createChannel()
const queue = { durable: true, arguments: { 'x-expires': 60000 } }
const { queue: requests } = await channel.assertQueue('benchmarks.node.requests', queue)
const { queue: replies } = await channel.assertQueue('benchmarks.node.replies', queue)
const waiting = new Map()

await channel.consume(replies, reply => {
  const response = waiting.get(reply.properties.correlationId)
  waiting.delete(reply.properties.correlationId)
  response?.writeHead(200, { 'Content-Type': 'application/json' })
  response?.end(JSON.stringify({ text: reply.content.toString() }))
  channel.ack(reply)
})

createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const { text } = JSON.parse(Buffer.concat(chunks))
  const correlationId = randomUUID()
  waiting.set(correlationId, response)
  channel.sendToQueue(requests, Buffer.from(text), { persistent: true, replyTo: replies, correlationId })
}).listen(process.env.PEER_PORT, '127.0.0.1')
