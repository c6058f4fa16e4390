package io.asyncreply.systemb.worker.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.operation.OperationHandler;
import io.asyncreply.systemb.operation.WorkContext;
import io.asyncreply.systemb.operation.WorkFailedException;
import jakarta.validation.Validator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a handler; whatever goes wrong there comes out as a {@link WorkFailedException}.
 *
 * @param <P> the payload
 * @param <R> the result
 */
public final class HandlerInvoker<P, R> {

	private static final Logger logger = LoggerFactory.getLogger(HandlerInvoker.class);

	private static final int EXIT_STATUS = 70;

	private final PayloadReader<P> payloadReader;

	private final OperationHandler<P, R> handler;

	public HandlerInvoker(HandlerRegistration<P, R> registration, Validator validator) {
		this.payloadReader = new PayloadReader<>(registration.operation().payloadType(), validator);
		this.handler = registration.handler();
	}

	RawJson invoke(RawJson payload, WorkContext context) throws WorkFailedException {
		try {
			return ResultWriter.write(this.handler.process(this.payloadReader.read(payload), context));
		}
		catch (WorkFailedException ex) {
			throw ex;
		}
		catch (IOException | UncheckedIOException | TimeoutException ex) {
			throw WorkFailedException.retryable(toProblem(ex), ex);
		}
		catch (StackOverflowError ex) {
			// The JVM is sound: the payload went deeper than the handler can follow.
			throw WorkFailedException.permanent(toProblem(ex), ex);
		}
		catch (VirtualMachineError ex) {
			throw haltProcess(ex);
		}
		catch (Throwable ex) {
			throw WorkFailedException.permanent(toProblem(ex), ex);
		}
	}

	/** The message of a foreign exception was not written for callers: the log has it. */
	private static Problem toProblem(Throwable failure) {
		return Problem.of("handler-failed", "The handler failed",
				failure.getClass().getSimpleName() + "; the log of System B has more under the id of the request");
	}

	/**
	 * Out of memory or worse: nothing that runs on in this JVM can be trusted, and the
	 * broker hands its work to another.
	 */
	private static VirtualMachineError haltProcess(VirtualMachineError failure) {
		try {
			logger.error("System B ends itself", failure);
		}
		finally {
			Runtime.getRuntime().halt(EXIT_STATUS);
		}
		return failure;
	}

}
