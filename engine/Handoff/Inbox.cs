using System.Runtime.InteropServices;
using Falcon.Engine.Frames;

namespace Falcon.Engine.Handoff;

/// <summary>
/// A bounded ring of frames from one worker to another, with exactly one sending and one receiving thread. Neither side waits, locks or
/// allocates. <see cref="Publish"/> makes everything sent visible, in order, once per batch. <see cref="Receive"/> frees the slots when it
/// returns. Each side keeps a copy of the other's position and reads it again only when the copy says full or empty (the scheme of the
/// kernel's XDP rings). The caller wakes a sleeping receiver.
/// </summary>
public sealed class Inbox
{
    private readonly Frame[] _frames;
    private Positions _positions;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">The frames it holds; a power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is not a power of two.</exception>
    public Inbox(int capacity)
    {
        if (!int.IsPow2(capacity)) throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "must be a power of two");
        _frames = new Frame[capacity];
    }

    /// <summary>The frames it holds.</summary>
    public int Capacity => _frames.Length;

    /// <summary>Frames published and not received. Any thread; out of date at once unless both sides rest.</summary>
    public int Count
    {
        get
        {
            long received = Volatile.Read(ref _positions.Received); // first, so that the difference is never negative
            return (int)Math.Min(Volatile.Read(ref _positions.Published) - received, Capacity);
        }
    }

    /// <summary>Sender: frames sent so far, published or not.</summary>
    public long Sent => _positions.Sent;

    /// <summary>Frames published so far. Any thread.</summary>
    public long Published => Volatile.Read(ref _positions.Published);

    /// <summary>Receiver: frames received so far.</summary>
    public long Received => _positions.Received;

    /// <summary>
    /// The position up to which all work is done, on other workers too; never beyond what was received. The receiver sets it with
    /// <see cref="Complete"/>; any thread may read it.
    /// </summary>
    public long Completed => Volatile.Read(ref _positions.Completed);

    /// <summary>Receiver: announces that everything before a position has left the pipeline.</summary>
    public void Complete(long position) => Volatile.Write(ref _positions.Completed, position);

    /// <summary>Sender: the frames that fit now. It only grows until the next send.</summary>
    public int Room
    {
        get
        {
            ref Positions own = ref _positions;
            if (own.Sent != own.ReceivedAsSeen) own.ReceivedAsSeen = Volatile.Read(ref own.Received);
            return Capacity - (int)(own.Sent - own.ReceivedAsSeen);
        }
    }

    /// <summary>
    /// Sender: adds a train or a single frame, all of it or nothing. Invisible to the receiver until <see cref="Publish"/>.
    /// </summary>
    /// <returns>False when there is no room; the frames then stay with the caller.</returns>
    public bool TrySend(ReadOnlySpan<Frame> train)
    {
        ref Positions own = ref _positions;
        long limit = Capacity - train.Length;
        if (own.Sent - own.ReceivedAsSeen > limit)
        {
            own.ReceivedAsSeen = Volatile.Read(ref own.Received);
            if (own.Sent - own.ReceivedAsSeen > limit) return false;
        }

        Span<Frame> room = FromPosition(own.Sent);
        int first = Math.Min(room.Length, train.Length);
        train[..first].CopyTo(room);
        train[first..].CopyTo(_frames);
        own.Sent += train.Length;
        return true;
    }

    /// <summary>Sender: makes everything sent so far visible to the receiver.</summary>
    public void Publish() => Volatile.Write(ref _positions.Published, _positions.Sent);

    /// <summary>Receiver: takes the oldest frames that fit, in whole trains.</summary>
    /// <returns>The number of frames.</returns>
    public int Receive(Span<Frame> into)
    {
        ref Positions own = ref _positions;
        long received = own.Received;
        if (own.PublishedAsSeen - received < into.Length) own.PublishedAsSeen = Volatile.Read(ref own.Published);
        int count = (int)Math.Min(own.PublishedAsSeen - received, into.Length);
        while (count > 0 && received + count < own.PublishedAsSeen && IsJoined(received + count)) count--;
        if (count == 0) return 0;

        Span<Frame> waiting = FromPosition(received);
        int first = Math.Min(waiting.Length, count);
        waiting[..first].CopyTo(into);
        _frames.AsSpan(0, count - first).CopyTo(into[first..]);
        Volatile.Write(ref own.Received, received + count);
        return count;
    }

    private bool IsJoined(long position) => (FromPosition(position)[0].Flags & FrameFlags.Joined) != 0;

    private Span<Frame> FromPosition(long position) => _frames.AsSpan((int)position & Capacity - 1);

    /// <summary>
    /// Frame counts since the start; 64 bits never overflow. What the sides write lies 128 bytes apart: a cache line and the one that is
    /// prefetched with it. What is written for every run of frames lies apart from what the other side reads.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 640)]
    internal struct Positions
    {
        /// <summary>Written by the sender, read by the receiver.</summary>
        [FieldOffset(128)]
        public long Published;

        /// <summary>The sender's own.</summary>
        [FieldOffset(256)]
        public long Sent;

        /// <summary>The sender's own.</summary>
        [FieldOffset(264)]
        public long ReceivedAsSeen;

        /// <summary>Written by the receiver, read by the sender.</summary>
        [FieldOffset(384)]
        public long Received;

        /// <summary>Written by the receiver, read by the sender.</summary>
        [FieldOffset(392)]
        public long Completed;

        /// <summary>The receiver's own.</summary>
        [FieldOffset(512)]
        public long PublishedAsSeen;
    }
}
