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

	private static final OperationRegistry CATALOGUE = OperationRegistry.catalogue(false);

	private static final HandlerRegistration<?, ?> TEXT = HandlerRegistration.of(TextProcess.OPERATION,
			new TextProcessHandler());

	private static final HandlerRegistration<?, ?> INSTRUMENT = HandlerRegistration.of(Simulation.OPERATION,
			new SimulationHandler());

	@Test
	void everyHandlerWorksOutsideOfProduction() {
		assertThat(HandlerRegistry.admit(List.of(TEXT, INSTRUMENT), CATALOGUE, CATALOGUE)).containsExactly(TEXT,
				INSTRUMENT);
	}

	@Test
	void instrumentsAreLeftOutInProduction() {
		assertThat(HandlerRegistry.admit(List.of(TEXT, INSTRUMENT), OperationRegistry.catalogue(true), CATALOGUE))
			.containsExactly(TEXT);
	}

	@Test
	void handlerWithoutOperationInTheCatalogueIsRefused() {
		HandlerRegistration<?, ?> unknown = HandlerRegistration
			.of(Operation.of("text.sing", String.class, String.class), (payload, work) -> payload);

		assertThatIllegalStateException()
			.isThrownBy(() -> HandlerRegistry.admit(List.of(TEXT, unknown), CATALOGUE, CATALOGUE))
			.withMessageContaining("text.sing")
			.withMessageContaining("io.asyncreply.messages.Operations");
	}

	@Test
	void secondHandlerOfAnOperationIsRefused() {
		assertThatIllegalStateException()
			.isThrownBy(() -> HandlerRegistry.admit(List.of(TEXT, TEXT), CATALOGUE, CATALOGUE))
			.withMessageContaining("text.process");
	}

}
