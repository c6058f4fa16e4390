package io.asyncreply.systema.web.batch;

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Splits an upload into its lines, one of them at a time in memory. Blank lines count,
 * but are left out.
 */
final class NdjsonSplitter {

	private final int limit;

	/** What the last feed began. */
	private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

	private byte[] fed = new byte[0];

	private int position;

	private int length;

	private long number;

	private boolean tooLong;

	private boolean ended;

	/**
	 * Makes a splitter.
	 * @param limit most bytes of a line, without its end
	 */
	NdjsonSplitter(int limit) {
		this.limit = limit;
	}

	/**
	 * Takes the next bytes, once all lines of those before have been given.
	 * @param bytes not copied: must stay as they are until then
	 * @param length how many of them
	 */
	void feed(byte[] bytes, int length) {
		this.fed = bytes;
		this.position = 0;
		this.length = length;
	}

	/** Says that no more bytes come; the last line may lack its end. */
	void end() {
		this.ended = true;
	}

	/** Whether the last line was given. */
	boolean isOver() {
		return this.ended && this.position == this.length && this.begun.size() == 0 && !this.tooLong;
	}

	/**
	 * Gives the next line.
	 * @return null if it is not there yet
	 */
	@Nullable NumberedLine next() {
		while (this.position < this.length) {
			int start = this.position;
			int end = endOfLine();
			append(start, end);
			this.position = Math.min(this.length, end + 1);
			if (end < this.length) {
				NumberedLine line = line();
				if (!line.isBlank()) {
					return line;
				}
			}
		}
		return lastLine();
	}

	private @Nullable NumberedLine lastLine() {
		if (!this.ended || isOver()) {
			return null;
		}
		NumberedLine line = line();
		return line.isBlank() ? null : line;
	}

	private int endOfLine() {
		int end = this.position;
		while (end < this.length && this.fed[end] != '\n') {
			end++;
		}
		return end;
	}

	private void append(int start, int end) {
		this.tooLong = this.tooLong || this.begun.size() + end - start > this.limit;
		if (!this.tooLong) {
			this.begun.write(this.fed, start, end - start);
		}
	}

	private NumberedLine line() {
		NumberedLine line = new NumberedLine(++this.number, this.tooLong ? null : this.begun.toByteArray());
		this.begun.reset();
		this.tooLong = false;
		return line;
	}

	/**
	 * One line.
	 */
	static final class NumberedLine {

		private final long number;

		private final byte @Nullable [] bytes;

		NumberedLine(long number, byte @Nullable [] bytes) {
			this.number = number;
			this.bytes = bytes;
		}

		/** Counts from 1. */
		long number() {
			return this.number;
		}

		/** Its bytes without its end, null if it is too long. */
		byte @Nullable [] bytes() {
			return this.bytes;
		}

		/** Whether there is nothing but what JSON ignores. */
		private boolean isBlank() {
			if (this.bytes == null) {
				return false;
			}
			for (byte octet : this.bytes) {
				if (octet != ' ' && octet != '\t' && octet != '\r') {
					return false;
				}
			}
			return true;
		}

	}

}
