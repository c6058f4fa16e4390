package io.asyncreply.endtoend.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with strace that System A syncs a request to disk before its response.
 */
@Tag("extended")
class LedgerDurabilityIT {

	private static final String SYSTEM_CALLS = "read,recvfrom,write,writev,sendto,fsync,fdatasync";

	/** A complete or started call that syncs the write-ahead log. */
	private static final Pattern SYNC = Pattern.compile("(\\d+) +f(?:data)?sync\\(\\d+<[^>]*ledger\\.db-wal>(.*)");

	@BeforeEach
	void requireStrace() {
		Assumptions.assumeTrue(StraceProcess.isAvailable(), "strace is not installed");
	}

	@Test
	void syncsRequestToDiskBeforeResponse(@TempDir Path folder) {
		try (SystemPair systemPair = SystemPair.start("durability", TestBroker.shared())) {
			JsonResponse first = systemPair.client().submit(RequestSubmission.text("warm"));
			systemPair.client().awaitCompletion(first.id());
			try (StraceProcess straceProcess = StraceProcess.attach(systemPair.systemA().pid(), SYSTEM_CALLS, folder)) {
				systemPair.client().submit(RequestSubmission.text("single"));
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.until(() -> indexOf("HTTP/1.1 202", straceProcess) >= 0);
				int read = indexOf("\"POST /v1/requests", straceProcess);
				int answered = indexOf("HTTP/1.1 202", straceProcess);
				assertThat(read).as("the request is read").isNotNegative();
				assertThat(ledgerSyncs(straceProcess.systemCalls())).as("a sync of the log")
					.anySatisfy((sync) -> assertThat(sync).isBetween(read, answered));
			}
		}
	}

	/** Returns the indexes at which syncs of the write-ahead log have succeeded. */
	private static List<Integer> ledgerSyncs(List<String> calls) {
		List<Integer> syncs = new ArrayList<>();
		for (int begin = 0; begin < calls.size(); begin++) {
			Matcher sync = SYNC.matcher(calls.get(begin));
			if (sync.matches()) {
				Pattern end = Pattern.compile(sync.group(2).contains("<unfinished")
						? sync.group(1) + " +<\\.\\.\\. f(?:data)?sync resumed>\\) += 0" : ".*= 0");
				IntStream.range(begin, calls.size())
					.filter((index) -> end.matcher(calls.get(index)).matches())
					.findFirst()
					.ifPresent(syncs::add);
			}
		}
		return syncs;
	}

	private static int indexOf(String text, StraceProcess straceProcess) {
		List<String> calls = straceProcess.systemCalls();
		return IntStream.range(0, calls.size()).filter((i) -> calls.get(i).contains(text)).findFirst().orElse(-1);
	}

}
