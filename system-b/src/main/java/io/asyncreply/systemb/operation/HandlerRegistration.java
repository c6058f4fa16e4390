package io.asyncreply.systemb.operation;

import io.asyncreply.messages.operation.Operation;

/**
 * Assigns a handler to an operation. A bean of this type registers the handler.
 *
 * @param <P> the payload type
 * @param <R> the result type
 * @param operation an operation of the registry
 * @param handler the handler of the operation
 */
public record HandlerRegistration<P, R>(Operation<P, R> operation, OperationHandler<P, R> handler) {

	/**
	 * Assigns a handler to an operation.
	 * @param <P> the payload type
	 * @param <R> the result type
	 * @param operation an operation of the registry
	 * @param handler the handler of the operation
	 * @return the registration
	 */
	public static <P, R> HandlerRegistration<P, R> of(Operation<P, R> operation, OperationHandler<P, R> handler) {
		return new HandlerRegistration<>(operation, handler);
	}

}
