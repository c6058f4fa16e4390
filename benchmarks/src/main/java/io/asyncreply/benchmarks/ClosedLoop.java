package io.asyncreply.benchmarks;

import java.io.IOException;
import java.time.Duration;

/**
 * A fixed number of callers, each of whom asks again as soon as it is answered.
 */
final class ClosedLoop implements Load {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Callers callers;

	private volatile boolean asksAgain = true;

	ClosedLoop(Wire.Layer wire, Call call, int size) throws IOException {
		this.callers = new Callers(wire, call, size, this::next);
		for (int caller = 0; caller < size; caller++) {
			this.callers.ask(caller, System.nanoTime());
		}
	}

	private void next(int caller) throws IOException {
		if (this.asksAgain) {
			this.callers.ask(caller, System.nanoTime());
		}
	}

	@Override
	public Tally run(Duration duration) throws IOException {
		this.callers.listen(duration);
		return this.callers.takeTally();
	}

	@Override
	public Tally drain() throws IOException {
		this.asksAgain = false;
		this.callers.listenToTheLast(PATIENCE);
		return this.callers.takeTally();
	}

	@Override
	public void close() throws IOException {
		this.callers.close();
	}

}
