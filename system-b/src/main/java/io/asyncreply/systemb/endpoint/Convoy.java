package io.asyncreply.systemb.endpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import io.asyncreply.messages.amqp.Frames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets replies travel together that are ready at the same instant. Nothing waits for a
 * fuller frame: only while some are on their way does what becomes ready gather, and it
 * leaves with the next confirm.
 *
 * @param <T> a reply
 */
final class Convoy<T> {

	private static final Logger logger = LoggerFactory.getLogger(Convoy.class);

	/** Most frames on their way at once. */
	private static final int LANES = 2;

	private final ToIntFunction<T> length;

	private final Function<List<T>, CompletableFuture<?>> publishing;

	private final Executor executor;

	private final Queue<T> ready = new ArrayDeque<>();

	private int onTheirWay;

	/**
	 * Makes a convoy.
	 * @param length tells how many bytes a reply has
	 * @param publishing publishes what travels together, completed once that has arrived
	 * or failed
	 * @param executor publishes what gathered, because a confirm must not wait for the
	 * broker
	 */
	Convoy(ToIntFunction<T> length, Function<List<T>, CompletableFuture<?>> publishing, Executor executor) {
		this.length = length;
		this.publishing = publishing;
		this.executor = executor;
	}

	void add(T reply) {
		synchronized (this) {
			this.ready.add(reply);
		}
		depart();
	}

	private void depart() {
		for (List<T> frame = take(); !frame.isEmpty(); frame = take()) {
			Future<?> unused = publish(frame).whenComplete((done, failure) -> {
				if (arrived()) {
					this.executor.execute(this::depart);
				}
			});
		}
	}

	/** Whatever goes wrong, the place becomes free again. */
	private CompletableFuture<?> publish(List<T> frame) {
		try {
			return this.publishing.apply(frame);
		}
		catch (RuntimeException ex) {
			logger.error("{} replies were not published", frame.size(), ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private synchronized List<T> take() {
		List<T> frame = new ArrayList<>();
		if (this.onTheirWay < LANES) {
			int bytes = 0;
			T next;
			while ((next = this.ready.peek()) != null && frame.size() < Frames.MAX_MESSAGES
					&& (frame.isEmpty() || bytes + this.length.applyAsInt(next) <= Frames.MAX_CONTENT_BYTES)) {
				frame.add(this.ready.remove());
				bytes += this.length.applyAsInt(next);
			}
			this.onTheirWay += frame.isEmpty() ? 0 : 1;
		}
		return frame;
	}

	/** Tells whether something is ready that can take the place. */
	private synchronized boolean arrived() {
		this.onTheirWay--;
		return !this.ready.isEmpty();
	}

}
