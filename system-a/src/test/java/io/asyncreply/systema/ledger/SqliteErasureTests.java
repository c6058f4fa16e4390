package io.asyncreply.systema.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.NewRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The bytes of erased and purged texts in the files of a SQLite ledger. Each text of a
 * request contains a mark with the number of the request.
 */
class SqliteErasureTests {

	private static final int REQUESTS = 300;

	private static final Pattern MARK = Pattern.compile("<(\\w+) of (\\d+)>");

	private static final Set<String> KINDS = Set.of("payload", "result", "progress", "title", "refusal");

	@TempDir
	Path folder;

	private final Random random = new Random(16);

	private final List<RequestId> requests = new ArrayList<>();

	private LedgerFixture fixture;

	@BeforeEach
	void openLedger() {
		this.fixture = new LedgerFixture(
				Map.of("spring.datasource.url", "jdbc:sqlite:" + this.folder.resolve("ledger.db"),
						"asyncreply.retention.requests", "1h", "asyncreply.retention.pause", "1h"),
				new ManualClock());
	}

	@AfterEach
	void closeLedger() {
		this.fixture.close();
	}

	@Test
	void leavesNoBytesOfErasedRequests() throws IOException {
		endRequests();
		Set<Integer> erased = new HashSet<>();
		for (int number = 0; number < REQUESTS; number++) {
			if (this.random.nextInt(3) > 0) {
				assertThat(this.fixture.erase(this.requests.get(number))).isEmpty();
				erased.add(number);
			}
		}
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(marks()).noneMatch((mark) -> erased.contains(numberOf(mark))));
		assertThat(marks()).as("the others are still there")
			.anySatisfy((mark) -> assertThat(mark).startsWith("<result"));
	}

	@Test
	void leavesNoBytesOfPurgedRequestsAndBatches() throws IOException {
		endRequests();
		uploadBatch();
		assertThat(marks()).extracting((mark) -> mark.substring(1, mark.indexOf(' '))).containsAll(KINDS);
		this.fixture.clock.advance(Duration.ofHours(2));
		this.fixture.purge();
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(marks()).isEmpty());
		assertThat(this.fixture.ledger.isPurged(SampleRequests.OWNER, this.requests.get(0))).isTrue();
	}

	/** Short texts share pages of the file; long ones have pages of their own. */
	private String text(String kind, int number) {
		String mark = "<" + kind + " of " + number + ">";
		String filling = "x".repeat(this.random.nextInt((this.random.nextInt(4) == 0) ? 20_000 : 500));
		return "\"" + mark + filling + mark + "\"";
	}

	private void endRequests() {
		for (int number = 0; number < REQUESTS; number++) {
			NewRequest request = new NewRequest(RequestId.generate(this.fixture.clock), SampleRequests.OWNER,
					"text.process", Lane.INTERACTIVE, SampleRequests.json(text("payload", number)),
					this.fixture.clock.instant().plus(Duration.ofMinutes(1)),
					new NewRequest.IdempotencyData("<key of " + number + ">", "abc"), null);
			this.fixture.accept(request);
			this.requests.add(request.id());
			record(number, new Reply.Progress(50, text("progress", number)));
			if (this.random.nextBoolean()) {
				end(this.random.nextInt(this.requests.size()));
			}
		}
		for (int number = 0; number < REQUESTS; number++) {
			end(number);
		}
	}

	/** Ends a request, unless it has ended. */
	private void end(int number) {
		if (this.random.nextInt(3) == 0) {
			record(number,
					new Reply.Failed(Problem.of("broken", text("title", number), null), false, Reply.Timings.NONE));
		}
		else {
			record(number, new Reply.Succeeded(SampleRequests.json(text("result", number)), Reply.Timings.NONE));
		}
	}

	private void record(int number, Reply reply) {
		LedgerFixture.join(this.fixture.recordAsync(this.requests.get(number), 1, reply));
	}

	private void uploadBatch() {
		BatchUpload upload = this.fixture.upload("<key of 0>");
		NewRequest line = this.fixture.samples.request(Lane.BULK);
		upload.add(1, "abc", line);
		LedgerFixture
			.join(upload.store(new Batch.BatchProgress(2, 1, SampleRequests.json("[" + text("refusal", 0) + "]"))));
		LedgerFixture.join(upload.complete(new Batch.BatchProgress(2, 1, null), "abc"));
		this.fixture.cancel(line.id());
	}

	/** Returns all marks in the bytes of all files in the folder of the ledger. */
	private Set<String> marks() throws IOException {
		try (Stream<Path> files = Files.walk(this.folder)) {
			return files.filter(Files::isRegularFile).flatMap(SqliteErasureTests::marksOf).collect(Collectors.toSet());
		}
	}

	private static Stream<String> marksOf(Path file) {
		try {
			String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
			return MARK.matcher(bytes).results().map((mark) -> mark.group());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int numberOf(String mark) {
		Matcher matcher = MARK.matcher(mark);
		assertThat(matcher.matches()).isTrue();
		return Integer.parseInt(matcher.group(2));
	}

}
