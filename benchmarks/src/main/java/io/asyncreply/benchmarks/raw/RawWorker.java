package io.asyncreply.benchmarks.raw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;

/**
 * The floor's side of System B: answers each request and acknowledges it once the broker
 * has confirmed the answer.
 */
public final class RawWorker {

	private static final int PREFETCH = 512;

	private static final byte[] PREFIX = "Processed: ".getBytes(StandardCharsets.US_ASCII);

	private final Channel requests;

	private final Channel replies;

	private final Confirmed confirmed = new Confirmed();

	private RawWorker(Channel requests, Channel replies) {
		this.requests = requests;
		this.replies = replies;
	}

	/**
	 * Works until it is killed.
	 * @param arguments none
	 * @throws Exception if the broker cannot be reached
	 */
	public static void main(String[] arguments) throws Exception {
		try (Connection in = RawQueues.connect(System.getenv()); Connection out = RawQueues.connect(System.getenv())) {
			new RawWorker(in.createChannel(), out.createChannel()).start();
			new CountDownLatch(1).await();
		}
	}

	private void start() throws IOException {
		RawQueues.declare(this.requests);
		this.replies.confirmSelect();
		this.replies.addConfirmListener(this::acknowledge, (tag, multiple) -> System.exit(1));
		this.requests.basicQos(PREFETCH);
		this.requests.basicConsume(RawQueues.REQUESTS, false, (tag, request) -> answer(request), (tag) -> {
		});
	}

	/** Delivery tags and publishes both count from one, so that they are the same. */
	private void answer(Delivery request) throws IOException {
		byte[] text = request.getBody();
		byte[] body = new byte[PREFIX.length + text.length];
		System.arraycopy(PREFIX, 0, body, 0, PREFIX.length);
		System.arraycopy(text, 0, body, PREFIX.length, text.length);
		RawQueues.publish(this.replies, RawQueues.REPLIES, request.getProperties().getCorrelationId(), body);
	}

	private void acknowledge(long tag, boolean multiple) throws IOException {
		if (this.confirmed.add(tag, multiple)) {
			this.requests.basicAck(this.confirmed.upTo(), true);
		}
	}

}
