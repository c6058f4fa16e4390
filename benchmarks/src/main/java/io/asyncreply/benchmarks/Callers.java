package io.asyncreply.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Callers with their questions, who judge what they hear.
 */
final class Callers implements Wire.Ear, AutoCloseable {

	private static final AtomicLong QUESTIONS = new AtomicLong();

	private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(10);

	private final Question[] questions;

	private final long[] since;

	private final Freed freed;

	private final Wire wire;

	private Tally tally = new Tally();

	private int waiting;

	Callers(Wire.Layer wire, Call call, int size, Freed freed) throws IOException {
		this.questions = IntStream.range(0, size).mapToObj((i) -> new Question(call)).toArray(Question[]::new);
		this.since = new long[size];
		this.freed = freed;
		this.wire = wire.lay(size, this);
	}

	/**
	 * Lets a caller ask.
	 * @param caller one who does not wait
	 * @param due since when its waiting counts
	 */
	void ask(int caller, long due) throws IOException {
		begin(caller, due);
		this.wire.send(caller, this.questions[caller].request());
	}

	private synchronized void begin(int caller, long due) {
		this.questions[caller].renumber(QUESTIONS.incrementAndGet());
		this.since[caller] = due;
		this.waiting++;
	}

	@Override
	public void heard(int caller, byte[] answer, int length) throws IOException {
		end(caller, this.questions[caller].isAnsweredBy(answer, length));
		this.freed.next(caller);
	}

	@Override
	public void failed(int caller) throws IOException {
		end(caller, false);
		this.freed.next(caller);
	}

	private synchronized void end(int caller, boolean right) {
		this.waiting--;
		if (right) {
			this.tally.answered(System.nanoTime() - this.since[caller]);
		}
		else {
			this.tally.failed();
		}
	}

	void listen(Duration duration) throws IOException {
		long end = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
			this.wire.listen(left);
		}
	}

	/**
	 * Listens until nobody waits any more; for whom it takes too long there is no answer.
	 */
	void listenToTheLast(Duration patience) throws IOException {
		long end = System.nanoTime() + patience.toNanos();
		while (waiting() > 0 && System.nanoTime() < end) {
			this.wire.listen(GLANCE);
		}
		giveUp();
	}

	private synchronized void giveUp() {
		for (; this.waiting > 0; this.waiting--) {
			this.tally.failed();
		}
	}

	private synchronized int waiting() {
		return this.waiting;
	}

	/** What has come back since this was asked before. */
	synchronized Tally takeTally() {
		Tally taken = this.tally;
		this.tally = new Tally();
		return taken;
	}

	@Override
	public void close() throws IOException {
		this.wire.close();
	}

	/**
	 * Decides what a caller does who no longer waits.
	 */
	@FunctionalInterface
	interface Freed {

		void next(int caller) throws IOException;

	}

}
