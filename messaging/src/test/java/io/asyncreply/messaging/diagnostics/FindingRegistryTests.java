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
		Finding stale = new Finding("The queue is full.", "Empty it.");
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
	void countsOnlySomeTopicsAsVital() {
		Finding finding = new Finding("The queue is full.", "Empty it.");
		this.findingRegistry.replace(FindingCategory.MESSAGE_SIZE, List.of(finding));
		assertThat(this.findingRegistry.hasCritical()).isFalse();
		this.findingRegistry.replace(FindingCategory.PUBLISHING, List.of(finding));
		assertThat(this.findingRegistry.hasCritical()).isTrue();
		this.findingRegistry.replace(FindingCategory.PUBLISHING, List.of());
		assertThat(this.findingRegistry.hasCritical()).isFalse();
	}

}
