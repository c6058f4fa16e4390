package io.asyncreply.messaging.diagnostics;

import java.util.List;

import io.asyncreply.messaging.diagnostics.FindingRegistry.FindingCategory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when findings are logged.
 */
@ExtendWith(OutputCaptureExtension.class)
class FindingRegistryTests {

	private final FindingRegistry findingRegistry = new FindingRegistry();

	@Test
	void logsFindingOnceWhenItAppearsAndWhenItIsResolved(CapturedOutput output) {
		Finding stale = finding("The queue is full.");
		this.findingRegistry.replace(FindingCategory.TOPOLOGY, List.of(stale));
		this.findingRegistry.replace(FindingCategory.TOPOLOGY, List.of(stale));
		this.findingRegistry.replace(FindingCategory.CONSUMING, List.of(stale));
		assertThat(this.findingRegistry.all()).containsExactly(stale);
		this.findingRegistry.replace(FindingCategory.TOPOLOGY, List.of());
		assertThat(output).containsOnlyOnce("The queue is full. Empty it.").doesNotContain("Resolved");
		this.findingRegistry.replace(FindingCategory.CONSUMING, List.of());
		assertThat(output).containsOnlyOnce("Resolved: The queue is full.");
		assertThat(this.findingRegistry.all()).isEmpty();
	}

	@Test
	void logsFindingWithVaryingTextOnce(CapturedOutput output) {
		for (int attempt = 1; attempt <= 30; attempt++) {
			this.findingRegistry.replace(FindingCategory.CONSUMING, List.of(finding("Failed " + attempt + " times.")));
		}
		assertThat(this.findingRegistry.all()).extracting(Finding::problem).containsExactly("Failed 30 times.");
		this.findingRegistry.replace(FindingCategory.CONSUMING, List.of());
		assertThat(output).containsOnlyOnce("Failed 1 times. Empty it.")
			.containsOnlyOnce("WARN")
			.containsOnlyOnce("Resolved: Failed 30 times.");
	}

	@Test
	void countsOnlySomeTopicsAsVital() {
		Finding finding = finding("The queue is full.");
		this.findingRegistry.replace(FindingCategory.MESSAGE_SIZE, List.of(finding));
		assertThat(this.findingRegistry.hasCritical()).isFalse();
		this.findingRegistry.replace(FindingCategory.PUBLISHING, List.of(finding));
		assertThat(this.findingRegistry.hasCritical()).isTrue();
		this.findingRegistry.replace(FindingCategory.PUBLISHING, List.of());
		assertThat(this.findingRegistry.hasCritical()).isFalse();
	}

	private static Finding finding(String problem) {
		return new Finding(new FindingIdentity("full queue", "requests"), problem, "Empty it.");
	}

}
