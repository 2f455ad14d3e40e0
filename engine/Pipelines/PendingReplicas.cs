using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Broadcasts that wait for their copies. Trains of one account leave in the order they came; accounts take turns. An account holds at most
/// as many frames as are free, so one that floods takes half of the places and leaves the rest to others. One worker's, not shared.
/// </summary>
internal sealed class PendingReplicas
{
    /// <summary>Most frames that wait.</summary>
    public const int Capacity = 2048;

    private const ushort None = ushort.MaxValue;

    private readonly Frame[] _frames = new Frame[Capacity];
    private readonly ushort[] _next = new ushort[Capacity]; // of a frame in a train, or of a free place
    private readonly PendingTrain[] _trains = new PendingTrain[Capacity]; // by the place of the first frame
    private readonly AccountQueue[] _queues = new AccountQueue[Accounts.Count];
    private readonly ushort[] _turns = new ushort[Capacity]; // the accounts that have trains, a ring
    private readonly int _most;
    private int _firstTurn;
    private ushort _firstFree;
    private int _held;
    private EpochCount _epochs;

    /// <summary>Creates it empty.</summary>
    /// <param name="most">Most frames that may be held, where that is less than <see cref="Capacity"/>.</param>
    public PendingReplicas(int most)
    {
        _most = Math.Min(most, Capacity);
        for (int place = 0; place < Capacity; place++) _next[place] = (ushort)(place + 1);
    }

    /// <summary>Frames held. Any thread.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Whether all trains came in the present epoch.</summary>
    public bool HasNoOlder => _epochs.HasNoOlder;

    /// <summary>Accounts that have trains.</summary>
    public int AccountsWaiting { get; private set; }

    /// <summary>The epoch is this one from now on.</summary>
    public void BeginTurn(long epoch) => _epochs.BeginTurn(epoch);

    /// <summary>Takes a train over; its first frame's payer says in which line it waits.</summary>
    /// <returns>False if there is no room for it; the frames are still the caller's.</returns>
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

    /// <summary>The account whose turn it is; it has a train. Call <see cref="EndTurn"/> after it.</summary>
    public ushort BeginTurn()
    {
        ushort account = _turns[_firstTurn];
        _firstTurn = (_firstTurn + 1) % Capacity;
        AccountsWaiting--;
        return account;
    }

    /// <summary>Puts an account that still has trains behind all others.</summary>
    public void EndTurn(ushort account)
    {
        if (_queues[account].Frames > 0) Append(account);
    }

    /// <summary>Whether an account has a train.</summary>
    public bool Has(ushort account) => _queues[account].Frames > 0;

    /// <summary>The oldest train of an account that has one.</summary>
    public ref PendingTrain First(ushort account) => ref _trains[_queues[account].First];

    /// <summary>Copies the oldest train's descriptors.</summary>
    /// <param name="account">An account that has a train.</param>
    /// <param name="into">Room for all of its frames.</param>
    public void Read(ushort account, Span<Frame> into)
    {
        int count = 0;
        for (ushort place = _queues[account].First; place != None; place = _next[place]) into[count++] = _frames[place];
    }

    /// <summary>Forgets an account's oldest train: the caller has taken over its chunks.</summary>
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

    /// <summary>The trains of one account, by the places of their first frames.</summary>
    private struct AccountQueue
    {
        public ushort First;
        public ushort Last;
        public ushort Frames;
    }
}
