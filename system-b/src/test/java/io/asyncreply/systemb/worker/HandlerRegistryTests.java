package io.asyncreply.systemb.worker;

import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messages.operation.TextProcess;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.operation.SimulationHandler;
import io.asyncreply.systemb.operation.TextProcessHandler;
import jakarta.validation.Validation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests which handlers are enabled, and which registrations are rejected.
 */
class HandlerRegistryTests {

	private static final OperationRegistry OPERATIONS = OperationRegistry.builtIn(true);

	private static final HandlerRegistration<?, ?> TEXT = HandlerRegistration.of(TextProcess.OPERATION,
			new TextProcessHandler());

	private static final HandlerRegistration<?, ?> SIMULATION = HandlerRegistration.of(Simulation.OPERATION,
			new SimulationHandler());

	private static final RequestQueue QUEUE = new RequestQueue("work.simulate", Lane.BULK);

	@Test
	void registersEveryHandlerInDemo() {
		HandlerRegistry registry = registry(OPERATIONS, TEXT, SIMULATION);

		assertThat(registry.operations()).containsExactly("text.process", "work.simulate");
		assertThat(registry.invokerFor(QUEUE)).isNotNull();
	}

	@Test
	void omitsSimulationOutsideOfDemo() {
		HandlerRegistry registry = registry(OperationRegistry.builtIn(false), TEXT, SIMULATION);

		assertThat(registry.operations()).containsExactly("text.process");
		assertThatIllegalArgumentException().isThrownBy(() -> registry.invokerFor(QUEUE))
			.withMessageContaining("work.simulate");
	}

	@Test
	void rejectsHandlerOfUnknownOperation() {
		HandlerRegistration<?, ?> unknown = HandlerRegistration
			.of(Operation.of("text.sing", String.class, String.class), (payload, workContext) -> payload);

		assertThatIllegalStateException().isThrownBy(() -> registry(OPERATIONS, TEXT, unknown))
			.withMessageContaining("text.sing")
			.withMessageContaining("io.asyncreply.messages.operation.OperationRegistry");
	}

	@Test
	void rejectsSecondHandlerOfOperation() {
		assertThatIllegalStateException().isThrownBy(() -> registry(OPERATIONS, TEXT, TEXT))
			.withMessageContaining("text.process");
	}

	private static HandlerRegistry registry(OperationRegistry enabledOperations,
			HandlerRegistration<?, ?>... registrations) {
		return new HandlerRegistry(List.of(registrations), enabledOperations, OPERATIONS,
				Validation.buildDefaultValidatorFactory().getValidator(), MessageTracer.PROPAGATING);
	}

}
