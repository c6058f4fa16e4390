package io.asyncreply.systemb.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systemb.operation.HandlerRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the registered handlers against the catalogue.
 */
final class HandlerRegistry {

	private static final Logger logger = LoggerFactory.getLogger(HandlerRegistry.class);

	private HandlerRegistry() {
	}

	/**
	 * Chooses the handlers that are to work.
	 * @param registrations every registered handler
	 * @param operationRegistry what may be asked for
	 * @param allOperations every operation there is, the instruments included
	 * @return the handlers of operations that may be asked for
	 * @throws IllegalStateException if a handler's operation is not in the catalogue, or
	 * has another handler
	 */
	static List<HandlerRegistration<?, ?>> selectEnabled(Collection<HandlerRegistration<?, ?>> registrations,
			OperationRegistry operationRegistry, OperationRegistry allOperations) {
		List<HandlerRegistration<?, ?>> enabled = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (HandlerRegistration<?, ?> registration : registrations) {
			Operation<?, ?> operation = registration.operation();
			requireKnownOperation(operation, allOperations);
			if (!names.add(operation.name())) {
				throw new IllegalStateException("Two handlers are registered for the operation '" + operation.name()
						+ "'; take one of them out of the configuration");
			}
			if (operationRegistry.find(operation.name()).isPresent()) {
				enabled.add(registration);
			}
			else {
				logger.info("The instrument {} is not registered in production", operation.name());
			}
		}
		return enabled;
	}

	private static void requireKnownOperation(Operation<?, ?> operation, OperationRegistry allOperations) {
		if (!operation.equals(allOperations.find(operation.name()).orElse(null))) {
			throw new IllegalStateException("A handler is registered for the operation '" + operation.name()
					+ "', which the catalogue does not hold, so that nobody could ask for it; add it to "
					+ OperationRegistry.class.getName());
		}
	}

}
