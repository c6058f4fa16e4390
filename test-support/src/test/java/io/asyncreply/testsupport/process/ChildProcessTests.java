package io.asyncreply.testsupport.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests signals to child processes.
 */
class ChildProcessTests {

	private final Path folder;

	ChildProcessTests(@TempDir Path folder) {
		this.folder = folder;
	}

	@Test
	void killsDescendants() {
		ChildProcess shell = start("sleep 1000 & wait");
		await().until(() -> ProcessHandle.of(shell.pid()).orElseThrow().descendants().findAny().isPresent());
		List<ProcessHandle> children = ProcessHandle.of(shell.pid()).orElseThrow().descendants().toList();
		shell.kill();
		assertThat(children).noneMatch(ProcessHandle::isAlive);
		assertThat(shell.isAlive()).isFalse();
	}

	@Test
	void returnsExitStatusOfTerminatedProcess() {
		ChildProcess shell = start("trap 'exit 7' TERM; while :; do sleep 0.1; done");
		await().pollDelay(Duration.ofMillis(500)).until(shell::isAlive);
		assertThat(shell.terminate("TERM")).isEqualTo(7);
	}

	@Test
	void killsPausedProcess() {
		ChildProcess shell = start("sleep 1000");
		shell.pause();
		shell.kill();
		assertThat(shell.isAlive()).isFalse();
	}

	@Test
	void reportsOutputOfFailedCommand() {
		assertThatIllegalStateException()
			.isThrownBy(() -> ChildProcess.run(List.of("bash", "-c", "echo trouble; exit 1")))
			.withMessageContaining("trouble");
	}

	private ChildProcess start(String script) {
		return ChildProcess.start(List.of("bash", "-c", script), Map.of(), this.folder.resolve("output.log"));
	}

}
