package io.asyncreply.systemb.operation;

import io.asyncreply.messages.operation.Operation;

/**
 * Ties a handler to its operation; a bean of this type registers it.
 *
 * @param <P> the payload
 * @param <R> the result
 * @param operation stands in the catalogue
 * @param handler does the work
 */
public record HandlerRegistration<P, R>(Operation<P, R> operation, OperationHandler<P, R> handler) {

	/**
	 * Ties a handler to its operation.
	 * @param <P> the payload
	 * @param <R> the result
	 * @param operation stands in the catalogue
	 * @param handler does the work
	 * @return the binding
	 */
	public static <P, R> HandlerRegistration<P, R> of(Operation<P, R> operation, OperationHandler<P, R> handler) {
		return new HandlerRegistration<>(operation, handler);
	}

}
