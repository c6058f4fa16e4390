package io.asyncreply.benchmarks.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.asyncreply.benchmarks.transport.AmqpQueues;

/**
 * Worker of the raw RabbitMQ client: replies to each request, and acks it when the broker
 * has confirmed the reply.
 */
public final class RawWorker {

	private static final int PREFETCH = 512;

	private static final byte[] PREFIX = "Processed: ".getBytes(StandardCharsets.US_ASCII);

	private final Channel requests;

	private final Channel replies;

	private final ConfirmTracker confirms = new ConfirmTracker();

	private RawWorker(Channel requests, Channel replies) {
		this.requests = requests;
		this.replies = replies;
	}

	/**
	 * Runs until the process is killed.
	 * @param arguments none
	 * @throws Exception if the broker cannot be reached
	 */
	public static void main(String[] arguments) throws Exception {
		try (Connection in = AmqpQueues.connect(); Connection out = AmqpQueues.connect()) {
			new RawWorker(in.createChannel(), out.createChannel()).start();
			new CountDownLatch(1).await();
		}
	}

	private void start() throws IOException {
		AmqpQueues.declare(this.requests);
		this.replies.confirmSelect();
		this.replies.addConfirmListener(this::onConfirm, (number, multiple) -> System.exit(1));
		this.requests.basicQos(PREFETCH);
		this.requests.basicConsume(AmqpQueues.REQUESTS, false, (consumer, request) -> reply(request), (consumer) -> {
		});
	}

	/**
	 * Each delivery causes one publish, so delivery tags and publish numbers are equal.
	 */
	private void reply(Delivery request) throws IOException {
		byte[] text = request.getBody();
		byte[] body = Arrays.copyOf(PREFIX, PREFIX.length + text.length);
		System.arraycopy(text, 0, body, PREFIX.length, text.length);
		AmqpQueues.publish(this.replies, AmqpQueues.REPLIES, request.getProperties().getCorrelationId(), body);
	}

	private void onConfirm(long number, boolean multiple) throws IOException {
		if (this.confirms.confirm(number, multiple)) {
			this.requests.basicAck(this.confirms.upTo(), true);
		}
	}

}
