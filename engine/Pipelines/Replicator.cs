using System.Diagnostics;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Steering.Routing;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Copies broadcasts, one slice per turn, so that unicast never waits longer than a slice. The original is kept until the last receiver,
/// which gets it instead of a copy. A train waits while there are no free frames or no room on the way to its receivers. One worker's, not
/// shared.
/// </summary>
internal sealed class Replicator
{
    /// <summary>Copies per turn: the work of a few system calls, at most half a millisecond.</summary>
    public const int Slice = 256;

    /// <summary>Copies for one account before the next account's turn.</summary>
    private const int Quantum = 64;

    /// <summary>One part in this many of all frames is kept free of copies for unicast; waiting broadcasts may hold as much.</summary>
    private const int Reserve = 8;

    /// <summary>How long a blocked train waits before its remaining copies are dropped, in Stopwatch ticks.</summary>
    private static readonly long s_patience = Stopwatch.Frequency / 10;

    private readonly WorkerContext _context;
    private readonly PendingReplicas _pending;
    private readonly int _reserve;
    private readonly Frame[] _train = new Frame[PendingReplicas.Capacity];
    private readonly uint[] _chunks = new uint[PendingReplicas.Capacity];
    private int _wireRoom;

    public Replicator(WorkerContext context)
    {
        _context = context;
        _reserve = context.Cache.Total / Reserve;
        _pending = new PendingReplicas(_reserve);
    }

    /// <summary>Frames that wait to be copied. Any thread.</summary>
    public int Held => _pending.Held;

    /// <summary>Whether nothing waits.</summary>
    public bool IsIdle => _pending.Held == 0;

    /// <summary>
    /// Whether everything that waits came in the epoch of this turn. Only then does none of it refer to what was removed from the tables
    /// earlier.
    /// </summary>
    public bool HoldsNoneOlder => _pending.HasNoOlder;

    /// <summary>Begins a turn in an epoch.</summary>
    public void BeginTurn(long epoch) => _pending.BeginTurn(epoch);

    /// <summary>Takes a train, to be copied to receivers.</summary>
    /// <param name="train">The train; its payer pays for all copies.</param>
    /// <param name="ports">The receiving ports; the train's own source is skipped.</param>
    /// <param name="peers">The receiving VTEPs.</param>
    /// <returns>False when too many frames wait; the frames then stay with the caller.</returns>
    public bool TryAdd(ReadOnlySpan<Frame> train, int[] ports, int[] peers) => _pending.TryAdd(train, ports, peers, _context.Now);

    /// <summary>Makes one slice of copies.</summary>
    /// <param name="now">When the stage before ended, in Stopwatch ticks.</param>
    /// <param name="made">The copies made and dropped.</param>
    /// <returns>When this call ended, in Stopwatch ticks.</returns>
    public long Run(long now, out int made)
    {
        made = 0;
        _wireRoom = RoomOnWire();
        for (int blocked = 0; blocked < _pending.AccountsWaiting && made < Slice;)
        {
            ushort account = _pending.BeginTurn();
            int copies = Serve(account);
            _pending.EndTurn(account);
            made += copies;
            blocked = copies > 0 ? 0 : blocked + 1;
            if (_context.Accountant is not { } accountant) continue;
            accountant.Charge(account, StageId.Bridge, now = Stopwatch.GetTimestamp());
        }

        _context.Accountant?.NoteOthers();
        return _context.Accountant is null ? Stopwatch.GetTimestamp() : now;
    }

    /// <summary>Makes copies for one account; 0 if its train is blocked.</summary>
    private int Serve(ushort account)
    {
        int made = 0;
        while (made < Quantum && _pending.Has(account))
        {
            ref PendingTrain pending = ref _pending.First(account);
            Span<Frame> train = _train.AsSpan(0, pending.Frames);
            _pending.Read(account, train);
            bool original = true; // the original is not passed on yet
            int before = made;
            while (pending.Done < pending.Receivers && made < Quantum)
            {
                bool last = pending.Done + 1 == pending.Receivers;
                if (!TryCopy(train, pending, last, ref original)) break;
                pending.Done++;
                made += train.Length;
            }

            if (pending.Done < pending.Receivers)
            {
                if (made >= Quantum) return made;
                if (_context.Now - pending.Since < s_patience) return made;
                DropRest(train, pending);
                made = Math.Max(made, before + 1);
            }

            if (original) Return(train);
            _pending.Remove(account);
        }

        return made;
    }

    /// <summary>Makes one receiver's copy.</summary>
    /// <returns>False if it is blocked.</returns>
    private bool TryCopy(Span<Frame> train, in PendingTrain pending, bool last, ref bool original)
    {
        ref readonly Frame head = ref train[0];
        if (pending.Done >= pending.Ports.Length)
            return TryPass(train, toWire: true, pending.Peers[pending.Done - pending.Ports.Length], last, ref original);

        int port = pending.Ports[pending.Done];
        if (port == head.Source && (head.Flags & FrameFlags.FromVtep) == 0) return true;
        Port receiver = _context.State.Ports[port];
        if (receiver.Up && !receiver.OverBudget) return TryPass(train, toWire: false, port, last, ref original);

        // Drops for Deliver, before the copy costs anything. A port over its budget gets nothing, whoever pays.
        DeliverDrop reason = receiver.Up ? DeliverDrop.OverBudget : DeliverDrop.PortDown;
        _context.Drops.CountPort(port, StageId.Deliver, (byte)reason, train.Length);
        return true;
    }

    private bool TryPass(Span<Frame> train, bool toWire, int target, bool last, ref bool original)
    {
        if (!HasRoom(toWire, train)) return false;
        if (!last && !TryTake(train.Length)) return false;
        if (toWire) _wireRoom -= train.Length;
        StageQueue queue = toWire ? _context.ToWire(BridgeStage.Id) : _context.ToPort(BridgeStage.Id);
        for (int i = 0; i < train.Length; i++)
        {
            ref Frame replica = ref queue.Slot;
            replica = train[i];
            replica.Target = (ushort)target;
            if (toWire) replica.Flags |= FrameFlags.ToVtep;
            if (!last)
            {
                replica.Offset = _chunks[i] + FrameLayout.Headroom;
                _context.Bytes(train[i]).CopyTo(_context.Bytes(replica));
            }

            queue.Grow(1);
        }

        if (last) original = false;
        return true;
    }

    private bool HasRoom(bool toWire, ReadOnlySpan<Frame> train)
    {
        if (_context.Handoff is not { } handoff) return !toWire || train.Length <= _wireRoom;
        if (handoff.IsElsewhere(toWire ? SteeredStage.Encapsulate : SteeredStage.Coalesce, train[0], out int room))
            return train.Length <= room;
        if (toWire) return train.Length <= _wireRoom;
        return !handoff.IsElsewhere(SteeredStage.Deliver, train[0], out room) || train.Length <= room;
    }

    private bool TryTake(int frames)
    {
        FrameCache cache = _context.Cache;
        if (cache.Available < _reserve + frames) return false;
        int taken = cache.Take(_chunks.AsSpan(0, frames));
        if (taken == frames) return true;
        cache.Return(_chunks.AsSpan(0, taken));
        return false;
    }

    private int RoomOnWire()
    {
        int room = int.MaxValue;
        foreach (Lanes.IUplinkLane uplink in _context.Uplinks) room = Math.Min(room, uplink.TransmitRoom);
        return room - _context.Queues.FramesToWire;
    }

    private void DropRest(ReadOnlySpan<Frame> train, in PendingTrain pending)
    {
        ref readonly Frame head = ref train[0];
        bool fromVtep = (head.Flags & FrameFlags.FromVtep) != 0;
        int owed = pending.Receivers - pending.Done;
        for (int i = pending.Done; i < pending.Ports.Length; i++)
        {
            if (!fromVtep && pending.Ports[i] == head.Source) owed--;
        }

        if (fromVtep) _context.Drops.CountOverlay(head.Overlay, StageId.Bridge, (byte)BridgeDrop.NoFrame, owed * train.Length);
        else _context.Drops.CountPort(head.Source, StageId.Bridge, (byte)BridgeDrop.NoFrame, owed * train.Length);
    }

    private void Return(ReadOnlySpan<Frame> train)
    {
        foreach (ref readonly Frame frame in train) _context.Cache.Return(frame.Offset);
    }
}
