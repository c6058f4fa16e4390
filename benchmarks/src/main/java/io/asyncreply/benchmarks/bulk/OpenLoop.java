package io.asyncreply.benchmarks.bulk;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.asyncreply.benchmarks.Tally;

/**
 * Callers who come at a fixed rate, whether those before them have been answered or not.
 * Each waits from the moment at which it was to come, so that nobody's wait is left out
 * because somebody else's was long.
 */
public final class OpenLoop {

	private static final int MOST_AT_ONCE = 2_000;

	private final long pauseNanos;

	private final Supplier<CompletableFuture<HttpResponse<String>>> call;

	/**
	 * Makes a loop.
	 * @param perSecond how many callers come per second
	 * @param call what each does; any answer but a 200 or a 202 is a fault
	 */
	public OpenLoop(int perSecond, Supplier<CompletableFuture<HttpResponse<String>>> call) {
		this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
		this.call = call;
	}

	/**
	 * Lets callers come, and waits for their answers.
	 * @param open whether there is to be another one
	 * @return what they saw
	 * @throws InterruptedException if it is interrupted
	 */
	public Tally run(BooleanSupplier open) throws InterruptedException {
		Tally tally = new Tally();
		Semaphore places = new Semaphore(MOST_AT_ONCE);
		for (long due = System.nanoTime(); open.getAsBoolean(); due += this.pauseNanos) {
			TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
			places.acquire();
			long intended = due;
			this.call.get().whenComplete((answer, failure) -> {
				record(tally, answer, System.nanoTime() - intended);
				places.release();
			});
		}
		places.acquire(MOST_AT_ONCE);
		return tally;
	}

	private static void record(Tally tally, HttpResponse<String> answer, long nanos) {
		synchronized (tally) {
			if (answer != null && (answer.statusCode() == 200 || answer.statusCode() == 202)) {
				tally.answered(nanos);
			}
			else {
				tally.failed();
			}
		}
	}

}
