package io.asyncreply.messages.operation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Registry of the operations, shared by both systems.
 */
public final class OperationRegistry {

	private static final List<Operation<?, ?>> BUILT_IN = List.of(TextProcess.OPERATION, WordCount.OPERATION,
			Simulation.OPERATION);

	private final Map<String, Operation<?, ?>> byName = new LinkedHashMap<>();

	/**
	 * Creates a registry.
	 * @param operations operations of the registry
	 * @throws IllegalArgumentException if two operations have the same name
	 */
	public OperationRegistry(Collection<Operation<?, ?>> operations) {
		for (Operation<?, ?> operation : operations) {
			if (this.byName.putIfAbsent(operation.name(), operation) != null) {
				throw new IllegalArgumentException("Two operations have the name '" + operation.name() + "'");
			}
		}
	}

	/**
	 * Returns the operations of this project.
	 * @param demo whether to include operations for demonstrations and tests
	 * @return registry of the available operations
	 */
	public static OperationRegistry builtIn(boolean demo) {
		return new OperationRegistry(BUILT_IN.stream().filter((operation) -> demo || !operation.testOnly()).toList());
	}

	/**
	 * Finds an operation by its name.
	 * @param name untrusted text
	 * @return the operation, or empty if there is none of this name
	 */
	public Optional<Operation<?, ?>> find(String name) {
		return Optional.ofNullable(this.byName.get(name));
	}

	/**
	 * Returns all operations.
	 * @return operations in the order of their registration
	 */
	public Collection<Operation<?, ?>> all() {
		return List.copyOf(this.byName.values());
	}

}
