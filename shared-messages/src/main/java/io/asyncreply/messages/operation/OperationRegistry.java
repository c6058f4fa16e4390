package io.asyncreply.messages.operation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalogue of what can be asked for; both systems read it.
 */
public final class OperationRegistry {

	private static final List<Operation<?, ?>> BUILT_IN = List.of(TextProcess.OPERATION, WordCount.OPERATION,
			Simulation.OPERATION);

	private final Map<String, Operation<?, ?>> byName = new LinkedHashMap<>();

	/**
	 * Makes a catalogue.
	 * @param operations what it holds
	 * @throws IllegalArgumentException if two operations have one name
	 */
	public OperationRegistry(Collection<Operation<?, ?>> operations) {
		for (Operation<?, ?> operation : operations) {
			if (this.byName.putIfAbsent(operation.name(), operation) != null) {
				throw new IllegalArgumentException("Two operations are named '" + operation.name() + "'");
			}
		}
	}

	/**
	 * Gives the catalogue of this project.
	 * @param production whether to leave the instruments out
	 * @return every operation that may be asked for
	 */
	public static OperationRegistry builtIn(boolean production) {
		return new OperationRegistry(
				BUILT_IN.stream().filter((operation) -> !(production && operation.testOnly())).toList());
	}

	/**
	 * Finds an operation.
	 * @param name anything
	 * @return the operation of that name
	 */
	public Optional<Operation<?, ?>> find(String name) {
		return Optional.ofNullable(this.byName.get(name));
	}

	/**
	 * Lists the operations.
	 * @return all, in the order of the catalogue
	 */
	public Collection<Operation<?, ?>> all() {
		return List.copyOf(this.byName.values());
	}

}
