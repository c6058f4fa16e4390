package io.asyncreply.messaging.publish;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets messages travel together that are ready at the same instant. Nothing that is added
 * waits for a fuller frame: only while two frames are on their way does what becomes
 * ready gather, and it leaves with the next confirm. Where messages have to travel alone,
 * none waits for another.
 *
 * @param <T> a message
 */
public final class MessageBatcher<T> {

	private static final Logger logger = LoggerFactory.getLogger(MessageBatcher.class);

	/** Most frames on their way at once. */
	private static final int LANES = 2;

	private final BatchLimits<T> frames;

	private final Function<List<T>, CompletableFuture<?>> publishing;

	private final Executor executor;

	private final Queue<T> ready = new ArrayDeque<>();

	private int onTheirWay;

	/**
	 * Makes a convoy.
	 * @param frames tells how much travels together
	 * @param publishing publishes what travels together, completed once that has arrived
	 * or failed
	 * @param executor publishes what gathered, because a confirm must not wait for the
	 * broker; it may refuse to once nothing more is to leave
	 */
	public MessageBatcher(BatchLimits<T> frames, Function<List<T>, CompletableFuture<?>> publishing,
			Executor executor) {
		this.frames = frames;
		this.publishing = publishing;
		this.executor = executor;
	}

	/**
	 * Adds what is ready at this instant.
	 * @param messages all of it, in its order
	 */
	public void add(Collection<T> messages) {
		synchronized (this) {
			this.ready.addAll(messages);
		}
		depart();
	}

	/**
	 * Adds what is ready, but waits for others.
	 * @param message leaves with {@link #depart} or with what is added later
	 */
	public synchronized void gather(T message) {
		this.ready.add(message);
	}

	/**
	 * Lets leave what gathered, as far as there is a place.
	 */
	public void depart() {
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
			logger.error("{} messages were not published", frame.size(), ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private synchronized List<T> take() {
		if (this.ready.isEmpty()) {
			return List.of();
		}
		int most = this.frames.most();
		if (most > 1 && this.onTheirWay >= LANES) {
			return List.of();
		}
		this.onTheirWay++;
		return this.frames.next(this.ready, most);
	}

	/** Tells whether something is ready that can take the place. */
	private synchronized boolean arrived() {
		this.onTheirWay--;
		return !this.ready.isEmpty();
	}

}
