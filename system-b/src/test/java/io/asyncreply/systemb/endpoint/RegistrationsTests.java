package io.asyncreply.systemb.endpoint;

import java.util.List;

import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.Simulation;
import io.asyncreply.messages.TextProcess;
import io.asyncreply.systemb.operation.OperationBinding;
import io.asyncreply.systemb.operation.SimulationHandler;
import io.asyncreply.systemb.operation.TextProcessHandler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Which handlers may work.
 */
class RegistrationsTests {

	private static final Operations CATALOGUE = Operations.catalogue(false);

	private static final OperationBinding<?, ?> TEXT = OperationBinding.of(TextProcess.OPERATION,
			new TextProcessHandler());

	private static final OperationBinding<?, ?> INSTRUMENT = OperationBinding.of(Simulation.OPERATION,
			new SimulationHandler());

	@Test
	void everyHandlerWorksOutsideOfProduction() {
		assertThat(Registrations.admit(List.of(TEXT, INSTRUMENT), CATALOGUE, CATALOGUE)).containsExactly(TEXT,
				INSTRUMENT);
	}

	@Test
	void instrumentsAreLeftOutInProduction() {
		assertThat(Registrations.admit(List.of(TEXT, INSTRUMENT), Operations.catalogue(true), CATALOGUE))
			.containsExactly(TEXT);
	}

	@Test
	void handlerWithoutOperationInTheCatalogueIsRefused() {
		OperationBinding<?, ?> unknown = OperationBinding.of(Operation.of("text.sing", String.class, String.class),
				(payload, work) -> payload);

		assertThatIllegalStateException()
			.isThrownBy(() -> Registrations.admit(List.of(TEXT, unknown), CATALOGUE, CATALOGUE))
			.withMessageContaining("text.sing")
			.withMessageContaining("io.asyncreply.messages.Operations");
	}

	@Test
	void secondHandlerOfAnOperationIsRefused() {
		assertThatIllegalStateException()
			.isThrownBy(() -> Registrations.admit(List.of(TEXT, TEXT), CATALOGUE, CATALOGUE))
			.withMessageContaining("text.process");
	}

}
