package io.asyncreply.systemb.worker;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.worker.execution.HandlerInvoker;
import jakarta.validation.Validator;

/**
 * The handlers of the enabled operations, by operation.
 */
final class HandlerRegistry {

	private final Map<String, HandlerRegistration<?, ?>> enabled = new LinkedHashMap<>();

	private final Validator validator;

	private final MessageTracer messageTracer;

	/**
	 * Checks the registrations and keeps those of enabled operations.
	 * @param registrations all registered handlers
	 * @param enabledOperations the operations that callers may request
	 * @param allOperations all operations, including those for tests
	 * @param validator validates payloads
	 * @param messageTracer traces handler calls
	 * @throws IllegalStateException if an operation is not in the registry, or has a
	 * second handler
	 */
	HandlerRegistry(Collection<HandlerRegistration<?, ?>> registrations, OperationRegistry enabledOperations,
			OperationRegistry allOperations, Validator validator, MessageTracer messageTracer) {
		this.validator = validator;
		this.messageTracer = messageTracer;
		for (HandlerRegistration<?, ?> registration : registrations) {
			requireKnownOperation(registration.operation(), allOperations);
			add(registration);
		}
		this.enabled.keySet().removeIf((operation) -> enabledOperations.find(operation).isEmpty());
	}

	/** Lists the names of the enabled operations that have a handler. */
	List<String> operations() {
		return List.copyOf(this.enabled.keySet());
	}

	/**
	 * Creates the invoker for the requests of one queue.
	 * @param queue a queue of one of the {@link #operations()}
	 */
	HandlerInvoker<?, ?> invokerFor(RequestQueue queue) {
		HandlerRegistration<?, ?> registration = this.enabled.get(queue.operation());
		if (registration == null) {
			throw new IllegalArgumentException(
					"No handler is registered for the operation '" + queue.operation() + "'");
		}
		return new HandlerInvoker<>(queue, registration, this.validator, this.messageTracer);
	}

	private void add(HandlerRegistration<?, ?> registration) {
		String operation = registration.operation().name();
		if (this.enabled.putIfAbsent(operation, registration) != null) {
			throw new IllegalStateException(
					"Two handlers are registered for the operation '" + operation + "'; remove one of them");
		}
	}

	private static void requireKnownOperation(Operation<?, ?> operation, OperationRegistry allOperations) {
		if (!operation.equals(allOperations.find(operation.name()).orElse(null))) {
			throw new IllegalStateException("A handler is registered for the operation '" + operation.name()
					+ "', which callers cannot request; add the operation to " + OperationRegistry.class.getName());
		}
	}

}
