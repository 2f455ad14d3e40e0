namespace Falcon.Steering.Routing;

/// <summary>
/// Where one worker, as the producer of frames for the steered stages, sends each bucket's frames now. It follows the
/// <see cref="Placement"/>, but moves a bucket only when nothing of it can be overtaken: all frames that this worker sent of it have left
/// the stage where they were sent to and all stages after it. One thread; allocates nothing after its construction.
///
/// A turn goes so: <see cref="SetCompleted"/> for every inbox; <see cref="BeginTurn"/>, the only place where targets change; then
/// <see cref="Route"/> for the frames that were held, which come first, and for the new ones, and <see cref="Sent"/> for each that went to
/// an inbox. A bucket too busy to drain is held after some turns: its frames wait with the producer until those before them are done. As
/// long as <see cref="Holds"/> is not 0 the producer keeps turning; if it has no room for held frames, <see cref="AbortHolds"/> lets
/// them go where the earlier ones went, and the move begins anew.
/// </summary>
public sealed class BucketRouter
{
    /// <summary>What <see cref="Route"/> says of a bucket whose frames shall wait with the producer.</summary>
    public const int Hold = -2;

    /// <summary>Turns that a bucket may take to drain before it is held.</summary>
    public const int DefaultPatience = 16;

    /// <summary>Buckets of a stage held at a time: when many move under load, the room for held frames shall suffice.</summary>
    public const int MostHolds = 32;

    private readonly Placement _placement;
    private readonly int _self;
    private readonly int _sender;
    private readonly int _patience;
    private readonly short[] _routes; // what Route reads for every frame, apart from the rest
    private readonly long[] _ends; // behind the bucket's last frame in its target's inbox
    private readonly long[] _completed;
    private readonly int[] _steered = new int[SteeredStages.Count]; // buckets that are not inline
    private readonly PendingMoves[] _moves;
    private long _seenVersion;
    private int _pending;

    /// <summary>Everything starts inline.</summary>
    /// <param name="placement">What to follow.</param>
    /// <param name="self">The worker it belongs to.</param>
    /// <param name="patience">Turns that a bucket may take to drain before it is held.</param>
    /// <param name="sender">
    /// Where Encapsulate runs when it is wanted inline: <see cref="Placement.Inline"/>, or the worker that sends for this one, which has no way
    /// to the wire of its own.
    /// </param>
    public BucketRouter(Placement placement, int self, int patience = DefaultPatience, int sender = Placement.Inline)
    {
        _placement = placement;
        _self = self;
        _sender = sender;
        _patience = patience;
        _routes = new short[SteeredStages.Count * placement.Buckets];
        Array.Fill<short>(_routes, Placement.Inline);
        _ends = new long[_routes.Length];
        _completed = new long[SteeredStages.Count * placement.Workers];
        _moves = Array.ConvertAll(SteeredStages.All.ToArray(), _ => new PendingMoves(placement.Buckets));
        for (int bucket = 0; bucket < placement.Buckets; bucket++) SetRoute(SteeredStage.Encapsulate, bucket, sender);
    }

    /// <summary>What it did so far; any thread may read.</summary>
    public RouterCounters Counters { get; } = new();

    /// <summary>Buckets that are held now.</summary>
    public int Holds { get; private set; }

    /// <summary>False lets buckets move at once, which reorders: for the tests that show what the rule is good for.</summary>
    internal bool KeepOrder { get; init; } = true;

    /// <summary>Whether <see cref="BeginTurn"/> has nothing to do: all is where it is wanted.</summary>
    public bool IsQuiet => _pending == 0 && _seenVersion == _placement.Version;

    /// <summary>Whether frames of a stage need <see cref="Route"/> at all: if not, all of them are inline.</summary>
    public bool IsSteered(SteeredStage stage) => _steered[(int)stage] != 0;

    /// <summary>Where a bucket's frames go now: a worker, <see cref="Placement.Inline"/> or <see cref="Hold"/>.</summary>
    public int Route(SteeredStage stage, int bucket) => _routes[_placement.IndexOf(stage, bucket)];

    /// <summary>A frame of the bucket went into the inbox of the worker that <see cref="Route"/> said.</summary>
    /// <param name="stage">The stage it was sent to.</param>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="position">Frames ever sent into that inbox, this one included.</param>
    public void Sent(SteeredStage stage, int bucket, long position) => _ends[_placement.IndexOf(stage, bucket)] = position;

    /// <summary>How far a worker is with the inbox that this producer fills for a stage: that many frames have left it and what comes after it.</summary>
    public void SetCompleted(SteeredStage stage, int worker, long position) => _completed[(int)stage * _placement.Workers + worker] = position;

    /// <summary>The positions of <see cref="SetCompleted"/>, by worker.</summary>
    public ReadOnlySpan<long> CompletedOf(SteeredStage stage) => _completed.AsSpan((int)stage * _placement.Workers, _placement.Workers);

    /// <summary>Moves what is drained, holds what has waited long enough. Nothing of the last turn is left but held frames.</summary>
    public void BeginTurn()
    {
        long version = _placement.Version;
        if (version != _seenVersion)
        {
            _seenVersion = version;
            FindMoves();
        }

        // In the chain's order: a bucket that leaves its hold at Deliver sends its frames in this turn, and is not drained before the next.
        foreach (SteeredStage stage in SteeredStages.All) Advance(stage);
        _pending = 0;
        foreach (PendingMoves moves in _moves) _pending += moves.Count;
    }

    /// <summary>
    /// The producer has no more room for held frames of a stage: all of them go to their old target after all. It routes them before any
    /// other frame.
    /// </summary>
    public void AbortHolds(SteeredStage stage)
    {
        foreach (ref PendingMove move in _moves[(int)stage].All)
        {
            if (!move.IsHeld) continue;
            Release(stage, ref move, move.Target);
            move.TurnsWaited = 0;
            Counters.Aborts++;
        }
    }

    private void FindMoves()
    {
        foreach (SteeredStage stage in SteeredStages.All)
        {
            PendingMoves moves = _moves[(int)stage];
            for (int bucket = 0; bucket < _placement.Buckets; bucket++)
            {
                int now = Route(stage, bucket);
                if (now != Hold && now != WantedTarget(stage, bucket)) moves.Add(bucket, (short)now);
            }
        }
    }

    private void Advance(SteeredStage stage)
    {
        PendingMoves moves = _moves[(int)stage];
        for (int i = moves.Count - 1; i >= 0; i--)
        {
            if (IsDone(stage, ref moves.All[i])) moves.RemoveAt(i);
        }
    }

    private bool IsDone(SteeredStage stage, ref PendingMove move)
    {
        int wanted = WantedTarget(stage, move.Bucket);
        if (wanted == move.Target || IsDrained(stage, move))
        {
            Move(stage, ref move, wanted);
            return true;
        }

        if (!move.IsHeld && ++move.TurnsWaited >= _patience && _moves[(int)stage].Held < MostHolds) StartHold(stage, ref move);
        return false;
    }

    /// <summary>Whether nothing of the bucket is under way any more, so that it could overtake nothing.</summary>
    private bool IsDrained(SteeredStage stage, in PendingMove move)
    {
        if (!KeepOrder) return true;
        if (move.Target != Placement.Inline) return IsCompleted(stage, move.Bucket, move.Target);
        if (stage != SteeredStage.Coalesce) return true;

        // What was coalesced here has been sent on from here, perhaps to an inbox, where frames coalesced elsewhere would overtake it.
        int next = Route(SteeredStage.Deliver, move.Bucket);
        return next != Hold && (next == Placement.Inline || IsCompleted(SteeredStage.Deliver, move.Bucket, next));
    }

    private bool IsCompleted(SteeredStage stage, int bucket, int target) =>
        CompletedOf(stage)[target] >= _ends[_placement.IndexOf(stage, bucket)];

    private void Move(SteeredStage stage, ref PendingMove move, int target)
    {
        if (target != move.Target)
        {
            _ends[_placement.IndexOf(stage, move.Bucket)] = 0;
            Counters.Moves++;
        }

        Release(stage, ref move, target);
    }

    private void StartHold(SteeredStage stage, ref PendingMove move)
    {
        move.IsHeld = true;
        SetRoute(stage, move.Bucket, Hold);
        _moves[(int)stage].Held++;
        Holds++;
        Counters.Holds++;
    }

    private void Release(SteeredStage stage, ref PendingMove move, int target)
    {
        SetRoute(stage, move.Bucket, target);
        if (!move.IsHeld) return;
        move.IsHeld = false;
        _moves[(int)stage].Held--;
        Holds--;
    }

    private void SetRoute(SteeredStage stage, int bucket, int target)
    {
        ref short route = ref _routes[_placement.IndexOf(stage, bucket)];
        if (route != Placement.Inline) _steered[(int)stage]--;
        if (target != Placement.Inline) _steered[(int)stage]++;
        route = (short)target;
    }

    private int WantedTarget(SteeredStage stage, int bucket)
    {
        int wanted = _placement.Wanted(stage, bucket);
        if (wanted != Placement.Inline && wanted != _self) return wanted;
        return stage == SteeredStage.Encapsulate ? _sender : Placement.Inline;
    }
}
