package io.asyncreply.systemb.worker;

import java.util.List;

import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messages.operation.TextProcess;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.operation.SimulationHandler;
import io.asyncreply.systemb.operation.TextProcessHandler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Which handlers may work.
 */
class HandlerRegistryTests {

	private static final OperationRegistry OPERATIONS = OperationRegistry.builtIn(false);

	private static final HandlerRegistration<?, ?> TEXT = HandlerRegistration.of(TextProcess.OPERATION,
			new TextProcessHandler());

	private static final HandlerRegistration<?, ?> SIMULATION = HandlerRegistration.of(Simulation.OPERATION,
			new SimulationHandler());

	@Test
	void registersEveryHandlerOutsideOfProduction() {
		assertThat(HandlerRegistry.selectEnabled(List.of(TEXT, SIMULATION), OPERATIONS, OPERATIONS))
			.containsExactly(TEXT, SIMULATION);
	}

	@Test
	void omitsSimulationInProduction() {
		assertThat(
				HandlerRegistry.selectEnabled(List.of(TEXT, SIMULATION), OperationRegistry.builtIn(true), OPERATIONS))
			.containsExactly(TEXT);
	}

	@Test
	void rejectsHandlerOfUnknownOperation() {
		HandlerRegistration<?, ?> unknown = HandlerRegistration
			.of(Operation.of("text.sing", String.class, String.class), (payload, workContext) -> payload);

		assertThatIllegalStateException()
			.isThrownBy(() -> HandlerRegistry.selectEnabled(List.of(TEXT, unknown), OPERATIONS, OPERATIONS))
			.withMessageContaining("text.sing")
			.withMessageContaining("io.asyncreply.messages.operation.OperationRegistry");
	}

	@Test
	void rejectsSecondHandlerOfOperation() {
		assertThatIllegalStateException()
			.isThrownBy(() -> HandlerRegistry.selectEnabled(List.of(TEXT, TEXT), OPERATIONS, OPERATIONS))
			.withMessageContaining("text.process");
	}

}
