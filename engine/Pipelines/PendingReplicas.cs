using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Broadcasts that wait to be copied. Trains of one account leave in order; accounts take turns. An account may hold at most as many frames
/// as there are free slots, so an account that floods takes half of the slots and leaves the rest to others. One worker's, not shared.
/// </summary>
internal sealed class PendingReplicas
{
    /// <summary>The most frames that can wait.</summary>
    public const int Capacity = 2048;

    private const ushort None = ushort.MaxValue;

    private readonly Frame[] _frames = new Frame[Capacity];
    private readonly ushort[] _next = new ushort[Capacity]; // the next slot of a train, or the next free slot
    private readonly PendingTrain[] _trains = new PendingTrain[Capacity]; // by the slot of the first frame
    private readonly AccountQueue[] _queues = new AccountQueue[Accounts.Count];
    private readonly ushort[] _turns = new ushort[Capacity]; // a ring of the accounts that have trains
    private readonly int _most;
    private int _firstTurn;
    private ushort _firstFree;
    private int _held;
    private EpochCount _epochs;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="most">The most frames to hold, if less than <see cref="Capacity"/>.</param>
    public PendingReplicas(int most)
    {
        _most = Math.Min(most, Capacity);
        for (int slot = 0; slot < Capacity; slot++) _next[slot] = (ushort)(slot + 1);
    }

    /// <summary>Frames held. Any thread.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Whether all trains came in the present epoch.</summary>
    public bool HasNoOlder => _epochs.HasNoOlder;

    /// <summary>Accounts that have trains.</summary>
    public int AccountsWaiting { get; private set; }

    /// <summary>Begins a turn of the worker in an epoch.</summary>
    public void BeginTurn(long epoch) => _epochs.BeginTurn(epoch);

    /// <summary>Adds a train; it waits in the queue of its first frame's payer.</summary>
    /// <returns>False when there is no room; the frames then stay with the caller.</returns>
    public bool TryAdd(ReadOnlySpan<Frame> train, int[] ports, int[] peers, long now)
    {
        ushort account = train[0].Payer;
        ref AccountQueue queue = ref _queues[account];
        if (train.Length > _most - _held - queue.Frames) return false;

        ushort first = _firstFree;
        ushort last = first;
        foreach (ref readonly Frame frame in train)
        {
            last = _firstFree;
            _frames[last] = frame;
            _firstFree = _next[last];
        }

        _next[last] = None;
        _trains[first] = new PendingTrain
        {
            Ports = ports,
            Peers = peers,
            Frames = train.Length,
            Since = now,
            Epoch = _epochs.Add(),
            Next = None,
        };
        if (queue.Frames == 0) Append(account);
        if (queue.Frames == 0) queue.First = first;
        else _trains[queue.Last].Next = first;
        queue.Last = first;
        queue.Frames += (ushort)train.Length;
        Volatile.Write(ref _held, _held + train.Length);
        return true;
    }

    /// <summary>Takes the account whose turn it is; it has a train. Call <see cref="EndTurn"/> afterwards.</summary>
    public ushort BeginTurn()
    {
        ushort account = _turns[_firstTurn];
        _firstTurn = (_firstTurn + 1) % Capacity;
        AccountsWaiting--;
        return account;
    }

    /// <summary>Ends an account's turn: if it still has trains, it waits behind all others.</summary>
    public void EndTurn(ushort account)
    {
        if (_queues[account].Frames > 0) Append(account);
    }

    /// <summary>Whether an account has a train.</summary>
    public bool Has(ushort account) => _queues[account].Frames > 0;

    /// <summary>The oldest train of an account; the account must have one.</summary>
    public ref PendingTrain First(ushort account) => ref _trains[_queues[account].First];

    /// <summary>Copies the descriptors of an account's oldest train.</summary>
    /// <param name="account">The account; it must have a train.</param>
    /// <param name="into">The destination; at least as long as the train.</param>
    public void Read(ushort account, Span<Frame> into)
    {
        int count = 0;
        for (ushort slot = _queues[account].First; slot != None; slot = _next[slot]) into[count++] = _frames[slot];
    }

    /// <summary>Removes an account's oldest train; the caller owns its chunks.</summary>
    public void Remove(ushort account)
    {
        ref AccountQueue queue = ref _queues[account];
        ushort first = queue.First;
        ref PendingTrain train = ref _trains[first];
        ushort last = first;
        while (_next[last] != None) last = _next[last];
        _next[last] = _firstFree;
        _firstFree = first;
        queue.First = train.Next;
        queue.Frames -= (ushort)train.Frames;
        Volatile.Write(ref _held, _held - train.Frames);
        _epochs.Remove(train.Epoch);
        train.Ports = train.Peers = [];
    }

    private void Append(ushort account)
    {
        _turns[(_firstTurn + AccountsWaiting) % Capacity] = account;
        AccountsWaiting++;
    }

    /// <summary>The trains of one account, by the slots of their first frames.</summary>
    private struct AccountQueue
    {
        public ushort First;
        public ushort Last;
        public ushort Frames;
    }
}
