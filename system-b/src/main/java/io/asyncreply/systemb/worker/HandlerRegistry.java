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
	 * @param bindings every registered handler
	 * @param operations what may be asked for
	 * @param catalogue every operation there is, the instruments included
	 * @return the handlers of operations that may be asked for
	 * @throws IllegalStateException if a handler's operation is not in the catalogue, or
	 * has another handler
	 */
	static List<HandlerRegistration<?, ?>> admit(Collection<HandlerRegistration<?, ?>> bindings,
			OperationRegistry operations, OperationRegistry catalogue) {
		List<HandlerRegistration<?, ?>> admitted = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (HandlerRegistration<?, ?> binding : bindings) {
			Operation<?, ?> operation = binding.operation();
			requireInCatalogue(operation, catalogue);
			if (!names.add(operation.name())) {
				throw new IllegalStateException("Two handlers are registered for the operation '" + operation.name()
						+ "'; take one of them out of the configuration");
			}
			if (operations.find(operation.name()).isPresent()) {
				admitted.add(binding);
			}
			else {
				logger.info("The instrument {} is not registered in production", operation.name());
			}
		}
		return admitted;
	}

	private static void requireInCatalogue(Operation<?, ?> operation, OperationRegistry catalogue) {
		if (!operation.equals(catalogue.find(operation.name()).orElse(null))) {
			throw new IllegalStateException("A handler is registered for the operation '" + operation.name()
					+ "', which the catalogue does not hold, so that nobody could ask for it; add it to "
					+ OperationRegistry.class.getName());
		}
	}

}
