package io.asyncreply.benchmarks.raw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;

/**
 * A fixed number of callers on the bare client library, each of whom asks again when both
 * its answer and the confirm of its question have come; every request is a message of its
 * own.
 */
public final class RawCallers implements AutoCloseable {

	private static final int ACKNOWLEDGED_AT_ONCE = 64;

	private final Connection out;

	private final Connection in;

	private final Channel requests;

	private final Channel replies;

	private final int callers;

	private final byte[] body;

	private final Semaphore answered;

	private final Semaphore confirmable;

	private final Confirmed confirmed = new Confirmed();

	private final AtomicLong answers = new AtomicLong();

	private long asked;

	/**
	 * Connects.
	 * @param environment names the broker
	 * @param callers how many ask at once
	 * @param payload what they ask
	 * @throws IOException if the broker refuses
	 * @throws TimeoutException if it does not answer
	 */
	public RawCallers(Map<String, String> environment, int callers, String payload)
			throws IOException, TimeoutException {
		this.out = RawQueues.connect(environment);
		this.in = RawQueues.connect(environment);
		this.callers = callers;
		this.body = payload.getBytes(StandardCharsets.UTF_8);
		this.answered = new Semaphore(callers);
		this.confirmable = new Semaphore(callers);
		this.requests = this.out.createChannel();
		this.replies = this.in.createChannel();
		begin();
	}

	private void begin() throws IOException {
		RawQueues.declare(this.requests);
		this.requests.confirmSelect();
		this.requests.addConfirmListener(this::confirm, (tag, multiple) -> {
			throw new IOException("The broker refused request " + tag);
		});
		this.replies.basicQos(this.callers + ACKNOWLEDGED_AT_ONCE);
		this.replies.basicConsume(RawQueues.REPLIES, false, (tag, reply) -> take(reply), (tag) -> {
		});
	}

	/**
	 * Lets them ask for a while.
	 * @param duration how long
	 * @return how many answers came per second
	 * @throws IOException if the broker refuses
	 * @throws InterruptedException if it is interrupted
	 */
	public double run(Duration duration) throws IOException, InterruptedException {
		long start = System.nanoTime();
		long before = this.answers.get();
		while (System.nanoTime() - start < duration.toNanos()) {
			await(this.answered, 1);
			await(this.confirmable, 1);
			RawQueues.publish(this.requests, RawQueues.REQUESTS, Long.toString(this.asked++), this.body);
		}
		double rate = (this.answers.get() - before) / ((System.nanoTime() - start) / 1e9);
		await(this.answered, this.callers);
		this.answered.release(this.callers);
		return rate;
	}

	private static void await(Semaphore places, int count) throws IOException, InterruptedException {
		if (!places.tryAcquire(count, 30, TimeUnit.SECONDS)) {
			throw new IOException("No answer for half a minute");
		}
	}

	private void confirm(long tag, boolean multiple) {
		long before = this.confirmed.upTo();
		if (this.confirmed.add(tag, multiple)) {
			this.confirmable.release((int) (this.confirmed.upTo() - before));
		}
	}

	private void take(Delivery reply) throws IOException {
		long tag = reply.getEnvelope().getDeliveryTag();
		if (tag % ACKNOWLEDGED_AT_ONCE == 0) {
			this.replies.basicAck(tag, true);
		}
		this.answers.incrementAndGet();
		this.answered.release();
	}

	@Override
	public void close() throws IOException {
		this.in.close();
		this.out.close();
	}

}
