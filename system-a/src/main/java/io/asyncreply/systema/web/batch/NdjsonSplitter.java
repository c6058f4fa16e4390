package io.asyncreply.systema.web.batch;

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Splits NDJSON into lines, with at most one line in memory. Blank lines are skipped;
 * they count in the line numbers.
 */
final class NdjsonSplitter {

	private final int maxLineBytes;

	/** The bytes of a line without its end, which has not been fed yet. */
	private final ByteArrayOutputStream partialLine = new ByteArrayOutputStream();

	private byte[] input = new byte[0];

	private int position;

	private int inputLength;

	private long number;

	private boolean tooLong;

	private boolean ended;

	/**
	 * Creates a splitter.
	 * @param maxLineBytes most bytes of a line, without its line feed
	 */
	NdjsonSplitter(int maxLineBytes) {
		this.maxLineBytes = maxLineBytes;
	}

	/**
	 * Passes the next bytes, after {@link #nextLine} returned null.
	 * @param bytes a buffer that must not change until {@link #nextLine} returns null
	 * again
	 * @param inputLength the number of bytes in the buffer
	 */
	void feed(byte[] bytes, int inputLength) {
		this.input = bytes;
		this.position = 0;
		this.inputLength = inputLength;
	}

	/** Marks the end of the input. The last line needs no line feed. */
	void endOfInput() {
		this.ended = true;
	}

	/** Returns whether {@link #nextLine} has returned the last line. */
	boolean isExhausted() {
		return this.ended && this.position == this.inputLength && this.partialLine.size() == 0 && !this.tooLong;
	}

	/**
	 * Returns the next non-blank line.
	 * @return null if its end has not been fed yet, or if there is none
	 */
	@Nullable NumberedLine nextLine() {
		while (this.position < this.inputLength) {
			int start = this.position;
			int end = endOfLine();
			append(start, end);
			this.position = Math.min(this.inputLength, end + 1);
			if (end < this.inputLength) {
				NumberedLine numberedLine = finishLine();
				if (numberedLine != null) {
					return numberedLine;
				}
			}
		}
		return (this.ended && !isExhausted()) ? finishLine() : null;
	}

	private int endOfLine() {
		int end = this.position;
		while (end < this.inputLength && this.input[end] != '\n') {
			end++;
		}
		return end;
	}

	private void append(int start, int end) {
		this.tooLong = this.tooLong || this.partialLine.size() + end - start > this.maxLineBytes;
		if (!this.tooLong) {
			this.partialLine.write(this.input, start, end - start);
		}
	}

	/** Returns null if the line is blank. */
	private @Nullable NumberedLine finishLine() {
		NumberedLine numberedLine = new NumberedLine(++this.number,
				this.tooLong ? null : this.partialLine.toByteArray());
		this.partialLine.reset();
		this.tooLong = false;
		if (numberedLine.isBlank()) {
			return null;
		}
		return numberedLine;
	}

	/**
	 * A line and its number.
	 */
	static final class NumberedLine {

		private final long number;

		private final byte @Nullable [] bytes;

		NumberedLine(long number, byte @Nullable [] bytes) {
			this.number = number;
			this.bytes = bytes;
		}

		/** Returns the line number, counted from 1. */
		long number() {
			return this.number;
		}

		/** Returns the bytes without the line feed, null if the line is too long. */
		byte @Nullable [] bytes() {
			return this.bytes;
		}

		/** Returns whether the line has only white space that JSON ignores. */
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
