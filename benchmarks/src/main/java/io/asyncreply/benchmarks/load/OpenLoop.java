package io.asyncreply.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.LongFunction;

import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.transport.CallTransport;

/**
 * Callers that arrive at random at a rate, whatever has been answered. Latency counts
 * from the arrival, also when a caller had to wait for a free connection.
 */
final class OpenLoop extends CallerLoop {

	private final BlockingDeque<Integer> free = new LinkedBlockingDeque<>();

	private final double perSecond;

	OpenLoop(CallTransport.TransportFactory transport, LongFunction<CheckedRequest> requests, LoadPattern pattern)
			throws IOException {
		super(transport, requests, pattern.callers());
		this.perSecond = pattern.perSecond();
		for (int caller = 0; caller < pattern.callers(); caller++) {
			onFree(caller);
		}
	}

	@Override
	void onFree(int caller) {
		this.free.addFirst(caller);
	}

	/**
	 * Records all callers that arrive in this time, also those answered after it.
	 */
	@Override
	public AnswerRecorder run(Duration duration) throws IOException {
		CompletableFuture<Void> arrivals = CompletableFuture.runAsync(() -> submitAll(duration));
		while (!arrivals.isDone()) {
			receive();
		}
		arrivals.join();
		return drain();
	}

	private void submitAll(Duration duration) {
		try {
			ArrivalTimes.follow(ArrivalTimes.poisson(this.perSecond, duration.toNanos() / 1e9),
					(due) -> submit(this.free.takeFirst(), due));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
