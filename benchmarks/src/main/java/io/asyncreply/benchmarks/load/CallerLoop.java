package io.asyncreply.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.transport.CallTransport;

/**
 * A number of callers over one transport, each with at most one request at a time.
 */
abstract class CallerLoop implements LoadGenerator, CallTransport.AnswerListener {

	private static final AtomicLong NUMBERS = new AtomicLong();

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final LongFunction<CheckedRequest> source;

	private final CheckedRequest[] requests;

	private final long[] dueAt;

	private final CallTransport transport;

	private AnswerRecorder answers = new AnswerRecorder();

	private int waiting;

	CallerLoop(CallTransport.TransportFactory transport, LongFunction<CheckedRequest> requests, int callers)
			throws IOException {
		this.source = requests;
		this.requests = new CheckedRequest[callers];
		this.dueAt = new long[callers];
		this.transport = transport.connect(callers, this);
	}

	/**
	 * Decides what a caller does after its answer.
	 */
	abstract void onFree(int caller) throws IOException;

	/**
	 * Submits the next request of a caller.
	 * @param caller a caller that does not wait
	 * @param due time from which its latency counts, by {@link System#nanoTime()}
	 */
	final void submit(int caller, long due) throws IOException {
		CheckedRequest request = this.source.apply(NUMBERS.incrementAndGet());
		synchronized (this) {
			this.requests[caller] = request;
			this.dueAt[caller] = due;
			this.waiting++;
		}
		this.transport.send(caller, request.bytes());
	}

	@Override
	public final void onAnswer(int caller, byte[] answer, int length) throws IOException {
		synchronized (this) {
			this.waiting--;
			if (this.requests[caller].isAnsweredBy(answer, length)) {
				this.answers.recordAnswer(System.nanoTime() - this.dueAt[caller]);
			}
			else {
				this.answers.recordError();
			}
		}
		onFree(caller);
	}

	final void receive() throws IOException {
		this.transport.receive(POLL_NANOS);
	}

	final synchronized AnswerRecorder takeAnswers() {
		AnswerRecorder taken = this.answers;
		this.answers = new AnswerRecorder();
		return taken;
	}

	@Override
	public AnswerRecorder drain() throws IOException {
		long end = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
		while (isWaiting() && System.nanoTime() < end) {
			receive();
		}
		return takeLastAnswers();
	}

	private synchronized boolean isWaiting() {
		return this.waiting > 0;
	}

	private synchronized AnswerRecorder takeLastAnswers() {
		for (; this.waiting > 0; this.waiting--) {
			this.answers.recordError();
		}
		return takeAnswers();
	}

	@Override
	public final void close() throws IOException {
		this.transport.close();
	}

}
