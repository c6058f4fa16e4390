package io.asyncreply.messages.operation;

import java.util.List;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link Operation} and {@link OperationRegistry}.
 */
class OperationTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "Text", "text process", "text..process", ".text", "text.", "1text", "text/process",
			"text.bulk", "text.suspect", "a23456789012345678901234567890123456789012345678901234567890123456789" })
	void rejectsInvalidName(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Operation.of(name, TextProcess.class, Object.class))
			.withMessageContaining(name);
	}

	@Test
	void rejectsDuplicateName() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new OperationRegistry(List.of(WordCount.OPERATION, WordCount.OPERATION)))
			.withMessageContaining("text.word-count");
	}

	@Test
	void omitsSimulationInProduction() {
		assertThat(OperationRegistry.builtIn(true).find("work.simulate")).contains(Simulation.OPERATION);
		assertThat(OperationRegistry.builtIn(false).find("work.simulate")).isEmpty();
		assertThat(OperationRegistry.builtIn(false).find("text.process")).contains(TextProcess.OPERATION);
	}

	@Test
	void namesQueueOfEachLane() {
		assertThat(AmqpNames.requestQueue("text.process", Lane.INTERACTIVE)).isEqualTo("requests.text.process");
		assertThat(AmqpNames.requestQueue("text.process", Lane.BULK)).isEqualTo("requests.text.process.bulk");
	}

}
