package io.asyncreply.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A fixed number of callers, each of whom asks again as soon as it is answered; one
 * thread plays them all.
 */
final class ClosedLoop implements AutoCloseable {

	private static final AtomicLong QUESTIONS = new AtomicLong();

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Selector selector;

	private final List<Caller> callers = new ArrayList<>();

	private boolean asksAgain = true;

	ClosedLoop(Side side, int size) throws IOException {
		this.selector = Selector.open();
		LongSupplier numbers = QUESTIONS::incrementAndGet;
		for (int i = 0; i < size; i++) {
			Caller caller = new Caller(this.selector, side, numbers);
			this.callers.add(caller);
			caller.ask();
		}
	}

	/**
	 * Lets the callers go on for a while.
	 * @return what came back in that time
	 */
	Tally run(Duration duration) throws IOException {
		Tally tally = new Tally();
		long end = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0 && anybodyWaits(); left = end - System.nanoTime()) {
			this.selector.select((key) -> proceed(key, tally), 1 + TimeUnit.NANOSECONDS.toMillis(left));
		}
		return tally;
	}

	private boolean anybodyWaits() {
		return this.asksAgain || this.callers.stream().anyMatch(Caller::waits);
	}

	private void proceed(SelectionKey key, Tally tally) {
		try {
			Caller caller = (Caller) key.attachment();
			if (caller.listen(tally) && this.asksAgain) {
				caller.ask();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The server went away", ex);
		}
	}

	/**
	 * Lets nobody ask again and waits for the answers that are still to come.
	 * @return what came back; an answer that never came is a fault
	 */
	Tally drain() throws IOException {
		this.asksAgain = false;
		Tally tally = run(PATIENCE);
		this.callers.stream().filter(Caller::waits).forEach((caller) -> tally.failed());
		return tally;
	}

	@Override
	public void close() throws IOException {
		for (Caller caller : this.callers) {
			caller.close();
		}
		this.selector.close();
	}

}
