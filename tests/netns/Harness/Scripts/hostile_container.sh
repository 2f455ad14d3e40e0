#!/bin/bash
# What a container with CAP_NET_ADMIN can do to its own devices, at random, for as long as it runs.
# usage: hostile_container.sh SEED DEVICE ADDRESS_OF_ANOTHER MAC_OF_ANOTHER
RANDOM=$1
readonly device=$2 address=$3 mac=$4 spare=stolen0

one_of() { local choices=("$@"); eval "${choices[RANDOM % $#]}"; }

replace() {
    ip link set "$device" down
    ip link set "$device" name "$spare" && ip link add "$device" type veth peer name other0
    sleep 0.2
    ip link del "$device"
    ip link set "$spare" name "$device"
    ip link set "$device" up
}

give_away() {
    unshare --net sleep 0.3 &
    sleep 0.1
    ip link set "$device" netns $!
    wait $!
}

change() {
    one_of \
        'ip link set "$device" down; ip link set "$device" up' \
        'ip link set "$device" mtu $((68 + RANDOM % 9000))' \
        'ip link set "$device" address "$mac"' \
        'ip link set "$device" gso_max_size $((RANDOM * 8)) gso_max_segs $((1 + RANDOM % 65535))' \
        'ip link set "$device" txqueuelen $((RANDOM % 100))' \
        'ip address add "$address/24" dev "$device"' \
        'ip address flush dev "$device"' \
        'tc qdisc del dev "$device" root' \
        'tc qdisc replace dev "$device" root tbf rate 10gbit burst 10mb limit 10mb' \
        'tc qdisc replace dev "$device" root pfifo limit 1' \
        'tc qdisc add dev "$device" ingress; tc qdisc del dev "$device" ingress' \
        'ethtool -K "$device" tx off' \
        'ethtool -K "$device" tx on tso on gso on' \
        'ethtool -K "$device" tx-udp-segmentation on tx-sctp-segmentation on tx-udp_tnl-segmentation on' \
        'ethtool -K "$device" gro on; ethtool -K "$device" gro off' \
        'ethtool -L "$device" tx 2 rx 2' \
        'ip link add link "$device" name sub0 type macvlan mode bridge; ip link del sub0'
}

while :; do
    case $((RANDOM % 40)) in
        0) ip link del "$device" ;;
        1) replace ;;
        2) give_away ;;
        *) change ;;
    esac
    sleep 0.2
done 2>/dev/null
