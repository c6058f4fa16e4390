package io.asyncreply.messaging.consume;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the broker what is finished on one channel, in as few words as possible, because
 * each costs it a write to disk: what has got finished by the time it is told is told
 * together, as far as nothing unfinished was delivered before it. While there is room for
 * as many deliveries again as are in hand, what is finished waits a little for more;
 * nothing that is finished waits for what is not.
 */
public final class AckBatcher {

	private static final Logger logger = LoggerFactory.getLogger(AckBatcher.class);

	private final Channel channel;

	private final int prefetch;

	private final Executor soon;

	private final Executor later;

	/** No more than are prefetched, and those that are finished and not told yet. */
	private final NavigableSet<Long> unfinished = new ConcurrentSkipListSet<>();

	/** The size of the former, which it would have to count. */
	private final AtomicInteger untold = new AtomicInteger();

	private final Queue<Long> finished = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean toldSoon = new AtomicBoolean();

	private final AtomicBoolean toldLater = new AtomicBoolean();

	/**
	 * Makes the acknowledgements of a channel.
	 * @param channel the channel
	 * @param prefetch most deliveries that may be unacknowledged on it
	 * @param soon tells the broker on another thread
	 * @param later does so a few milliseconds later
	 */
	public AckBatcher(Channel channel, int prefetch, Executor soon, Executor later) {
		this.channel = channel;
		this.prefetch = prefetch;
		this.soon = soon;
		this.later = later;
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	/** Knows of a delivery from here on, before anybody finishes it. */
	void expect(long tag) {
		this.unfinished.add(tag);
		this.untold.incrementAndGet();
	}

	/** Acknowledges a delivery soon. */
	void add(long tag) {
		this.finished.add(tag);
		boolean room = 2 * this.untold.get() <= this.prefetch;
		tell(room ? this.later : this.soon, room ? this.toldLater : this.toldSoon);
	}

	/** Gives a delivery up at once. */
	synchronized void reject(long tag) {
		tell(() -> this.channel.basicReject(tag, false));
		forget(Set.of(tag));
	}

	/** Tells what is finished and not told yet. */
	synchronized void tell() {
		NavigableSet<Long> words = new TreeSet<>();
		Long tag;
		while ((tag = this.finished.poll()) != null) {
			words.add(tag);
		}
		forget(words);
		Long last = this.unfinished.isEmpty() ? words.pollLast() : words.lower(this.unfinished.first());
		if (last != null) {
			tell(() -> this.channel.basicAck(last, true));
			words.headSet(last, true).clear();
		}
		for (long single : words) {
			tell(() -> this.channel.basicAck(single, false));
		}
	}

	private void tell(Executor executor, AtomicBoolean told) {
		if (told.compareAndSet(false, true)) {
			try {
				executor.execute(() -> {
					told.set(false);
					tell();
				});
			}
			catch (RejectedExecutionException ex) {
				tell(); // shutting down
			}
		}
	}

	private void forget(Set<Long> tags) {
		this.unfinished.removeAll(tags);
		this.untold.addAndGet(-tags.size());
	}

	private static void tell(AckCommand word) {
		try {
			word.say();
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("The broker is not told, and will deliver again: {}", ex.getMessage());
		}
	}

	/**
	 * What the broker is told.
	 */
	private interface AckCommand {

		void say() throws IOException;

	}

}
