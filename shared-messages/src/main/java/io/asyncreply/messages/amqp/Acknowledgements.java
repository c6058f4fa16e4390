package io.asyncreply.messages.amqp;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the broker what is finished on one channel, in as few words as possible: what has
 * got finished by the time it is told is told together, as far as nothing unfinished was
 * delivered before it. Nothing that is finished waits for what is not.
 */
final class Acknowledgements {

	private static final Logger logger = LoggerFactory.getLogger(Acknowledgements.class);

	private final Channel channel;

	private final Executor executor;

	/** No more than are prefetched, and those that are finished and not told yet. */
	private final NavigableSet<Long> unfinished = new ConcurrentSkipListSet<>();

	private final Queue<Long> finished = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean aboutToTell = new AtomicBoolean();

	Acknowledgements(Channel channel, Executor executor) {
		this.channel = channel;
		this.executor = executor;
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	/** Knows of a delivery from here on, before anybody finishes it. */
	void expect(long tag) {
		this.unfinished.add(tag);
	}

	/** Acknowledges a delivery soon. */
	void add(long tag) {
		this.finished.add(tag);
		if (this.aboutToTell.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::tell);
			}
			catch (RejectedExecutionException ex) {
				tell(); // shutting down
			}
		}
	}

	/** Gives a delivery up at once. */
	synchronized void reject(long tag) {
		tell(() -> this.channel.basicReject(tag, false));
		this.unfinished.remove(tag);
	}

	/** Tells what is finished and not told yet. */
	synchronized void tell() {
		this.aboutToTell.set(false);
		NavigableSet<Long> untold = new TreeSet<>();
		Long tag;
		while ((tag = this.finished.poll()) != null) {
			untold.add(tag);
		}
		this.unfinished.removeAll(untold);
		Long last = this.unfinished.isEmpty() ? untold.pollLast() : untold.lower(this.unfinished.first());
		if (last != null) {
			tell(() -> this.channel.basicAck(last, true));
			untold.headSet(last, true).clear();
		}
		for (long single : untold) {
			tell(() -> this.channel.basicAck(single, false));
		}
	}

	private static void tell(Word word) {
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
	private interface Word {

		void say() throws IOException;

	}

}
