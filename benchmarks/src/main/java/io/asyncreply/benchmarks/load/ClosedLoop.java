package io.asyncreply.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongFunction;

import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.transport.CallTransport;

/**
 * Callers that submit the next request as soon as they are answered.
 */
final class ClosedLoop extends CallerLoop {

	private volatile boolean stopped;

	ClosedLoop(CallTransport.TransportFactory transport, LongFunction<CheckedRequest> requests, int callers)
			throws IOException {
		super(transport, requests, callers);
		for (int caller = 0; caller < callers; caller++) {
			submit(caller, System.nanoTime());
		}
	}

	@Override
	void onFree(int caller) throws IOException {
		if (!this.stopped) {
			submit(caller, System.nanoTime());
		}
	}

	@Override
	public AnswerRecorder run(Duration duration) throws IOException {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < end) {
			receive();
		}
		return takeAnswers();
	}

	@Override
	public AnswerRecorder drain() throws IOException {
		this.stopped = true;
		return super.drain();
	}

}
