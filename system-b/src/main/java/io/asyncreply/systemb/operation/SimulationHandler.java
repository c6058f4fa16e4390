package io.asyncreply.systemb.operation;

import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.operation.Simulation;

/**
 * Lasts, reports, fails or crashes as it is told; whatever is to go wrong goes wrong at
 * the end of its time.
 */
public final class SimulationHandler implements OperationHandler<Simulation, Simulation.Result> {

	private static final int CRASH_STATUS = 137;

	@Override
	public Simulation.Result process(Simulation payload, WorkContext work)
			throws WorkFailedException, InterruptedException {
		long start = System.nanoTime();
		int steps = Math.max(1, payload.steps());
		for (int step = 1; step <= steps; step++) {
			long end = start + TimeUnit.MILLISECONDS.toNanos(payload.millis()) * step / steps;
			pass(end, payload.cpu(), work);
			if (payload.steps() > 0) {
				work.progress(100 * step / steps, "step " + step + " of " + steps);
			}
		}
		failAsTold(payload, work);
		return new Simulation.Result(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), work.attempt());
	}

	private static void failAsTold(Simulation payload, WorkContext work) throws WorkFailedException {
		if (payload.crash()) {
			Runtime.getRuntime().halt(CRASH_STATUS);
		}
		if (payload.failPermanently()) {
			throw WorkFailedException
				.permanent(Problem.of("simulated-failure", "The work failed as told", "It fails for good"));
		}
		if (work.attempt() <= payload.failTimes()) {
			throw WorkFailedException.retryable(Problem.of("simulated-failure", "The work failed as told",
					"Attempt " + work.attempt() + " of " + payload.failTimes() + " that fail"));
		}
	}

	private static void pass(long end, boolean cpu, WorkContext work) throws InterruptedException {
		if (cpu) {
			burn(end, work);
		}
		else {
			TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
		}
	}

	@SuppressWarnings("ThreadPriorityCheck")
	private static void burn(long end, WorkContext work) throws InterruptedException {
		while (System.nanoTime() - end < 0) {
			if (Thread.interrupted() || work.isCancelled()) {
				throw new InterruptedException("The work is to stop");
			}
			// Virtual threads are not preempted: without this, as many pieces of work as
			// there are processors would stop all others.
			Thread.yield();
		}
	}

}
