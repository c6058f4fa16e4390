package io.asyncreply.systemb.operation;

import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.operation.Simulation;

/**
 * Simulates work: waits or uses the processor for a given time, reports progress, and
 * then fails or crashes if the payload says so.
 */
public final class SimulationHandler implements OperationHandler<Simulation, Simulation.Result> {

	private static final int CRASH_STATUS = 137;

	@Override
	public Simulation.Result process(Simulation payload, WorkContext context)
			throws WorkFailedException, InterruptedException {
		long start = System.nanoTime();
		int steps = Math.max(1, payload.steps());
		for (int step = 1; step <= steps; step++) {
			long endNanos = start + TimeUnit.MILLISECONDS.toNanos(payload.millis()) * step / steps;
			occupyUntil(endNanos, payload.cpu(), context);
			if (payload.steps() > 0) {
				context.progress(100 * step / steps, "step " + step + " of " + steps);
			}
		}
		failIfRequested(payload, context);
		return new Simulation.Result(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), context.attempt());
	}

	private static void failIfRequested(Simulation payload, WorkContext context) throws WorkFailedException {
		if (payload.crash()) {
			Runtime.getRuntime().halt(CRASH_STATUS);
		}
		if (payload.failPermanently()) {
			throw WorkFailedException
				.permanent(Problem.of("simulated-failure", "The simulated work failed", "The failure is permanent."));
		}
		if (context.attempt() <= payload.failTimes()) {
			throw WorkFailedException.retryable(Problem.of("simulated-failure", "The simulated work failed",
					"Attempt " + context.attempt() + " of " + payload.failTimes() + " failing attempts."));
		}
	}

	private static void occupyUntil(long endNanos, boolean cpu, WorkContext context) throws InterruptedException {
		if (cpu) {
			burnCpuUntil(endNanos, context);
		}
		else {
			TimeUnit.NANOSECONDS.sleep(endNanos - System.nanoTime());
		}
	}

	@SuppressWarnings("ThreadPriorityCheck")
	private static void burnCpuUntil(long endNanos, WorkContext context) throws InterruptedException {
		while (System.nanoTime() - endNanos < 0) {
			if (Thread.interrupted() || context.isCancelled()) {
				throw new InterruptedException("The work was stopped");
			}
			// Virtual threads are not preempted. Without this, busy handlers would block
			// all others as soon as there is one for each processor.
			Thread.yield();
		}
	}

}
