namespace ContainerNet.Tests.Netlink.Nftables;

/// <summary>Rulesets for nft to load, of all that is printed here.</summary>
internal static class NftTextSamples
{
    /// <summary>Sets and maps of each type, and what is said of a table and a chain.</summary>
    public const string Sets = """
        table inet containernet {
        	comment "hello table"
        	flags dormant
        	set s1 { type ipv4_addr; elements = { 1.2.3.4, 1.2.3.5, 1.2.3.6, 10.0.0.1, 10.0.0.2, 9.9.9.9 } }
        	set s2 { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.5, 224.0.0.0/3, 1.1.1.1-1.1.1.9 } }
        	set s3 { type ipv4_addr . ifname; flags interval; elements = { 172.20.0.0/16 . "br-a", 172.21.0.0/16 . "br-b", 10.1.1.1-10.1.1.7 . "br-c", 1.2.3.4 . "x*" } }
        	set s4 { type ifname; elements = { "a", "bb", "cn-0123456789", "cn-1", "cn-2", "cn-3", "cn-4" } }
        	set s5 { type ipv6_addr; elements = { fd00::1, ::1, ::ffff:1.2.3.4, 2001:db8:0:0:1:0:0:1 } }
        	set s6 { type ipv6_addr; flags interval; elements = { fd00::/64, fe80::/10, ::1-::5 } }
        	set s7 { type ether_addr; elements = { 02:42:ac:11:00:02, aa:bb:cc:dd:ee:ff, 02:42:ac:11:00:03 } }
        	set s8 { type inet_service; flags interval; elements = { 80, 443, 9000-9099, 22 } }
        	set s9 { type inet_proto; elements = { tcp, udp, 132, 200, icmp, icmpv6 } }
        	set s10 { type mark; elements = { 1, 0x10, 0xdeadbeef } }
        	set s13 { type ipv4_addr; comment "a note"; size 65535; elements = { 1.1.1.1 comment "foo", 2.2.2.2 } }
        	set s15 { type ipv4_addr; flags constant; elements = { 1.1.1.1 } }
        	set s16 { type ct_state; elements = { new, established } }
        	set s17 { type nf_proto; elements = { ipv4, ipv6 } }
        	set s19 { type icmpv6_type; elements = { echo-request, nd-neighbor-solicit } }
        	set s21 { type ether_addr . ipv4_addr . ifname; elements = { 02:42:ac:11:00:02 . 172.17.0.2 . "veth1", 02:42:ac:11:00:03 . 172.17.0.3 . "veth2" } }
        	set s22 { type iface_index; elements = { "lo" } }
        	set s23 { type inet_proto . ipv6_addr . inet_service; flags interval; elements = { tcp . fd00::/64 . 80-90, udp . ::1 . 53 } }
        	map m1 { type inet_proto . inet_service : ipv4_addr . inet_service; elements = { tcp . 80 : 172.17.0.2 . 8080, udp . 53 : 172.17.0.3 . 53, sctp . 99 : 1.2.3.4 . 5 } }
        	map m2 { type inet_proto . inet_service : ipv4_addr; flags interval; elements = { tcp . 9000-9099 : 172.20.0.2, udp . 1-65535 : 1.1.1.1 } }
        	map m3 { type ifname : verdict; elements = { "a" : accept, "b" : jump c, "c" : goto c, "d" : return, "e" : continue, "f" : drop } }
        	map m4 { type ipv4_addr . ifname : ipv4_addr; flags interval; elements = { 172.20.0.0/16 . "br-a" : 192.0.2.1 } }
        	map m5 { type inet_proto . inet_service : ipv6_addr . inet_service; elements = { tcp . 80 : fd00::2 . 8080, udp . 53 : fd00::3 . 53 } }
        	map m6 { type ipv4_addr : ipv4_addr; flags interval; elements = { 10.0.0.0/24 : 192.168.0.1, 11.1.1.1 : 2.2.2.2, * : 3.3.3.3 } }
        	map m7 { type ipv4_addr : mark; elements = { 10.0.0.0 : 1 } }
        	map m8 { type mark : ifname; elements = { 1: "lo", 0x2: "a" } }
        	chain c {
        	}
        	chain empty_base { comment "c comment"; type filter hook input priority 0; policy drop; }
        }
        """;

    /// <summary>Rules of a table for IPv4 and IPv6.</summary>
    public const string Inet = """
        table inet t {
        	set v4 { type ipv4_addr; }
        	set i4 { type ipv4_addr; flags interval; }
        	set i4n { type ipv4_addr . ifname; flags interval; }
        	set i6n { type ipv6_addr . ifname; flags interval; }
        	set nn { type ifname . ifname; }
        	set names { type ifname; }
        	set ports { type inet_service; }
        	set eai { type ether_addr . ipv4_addr . ifname; }
        	map pub { type inet_proto . inet_service : ipv4_addr . inet_service; }
        	map pubr { type inet_proto . inet_service : ipv4_addr; flags interval; }
        	map puba { type inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service; }
        	map pub6 { type inet_proto . inet_service : ipv6_addr . inet_service; }
        	map snatm { type ipv4_addr . ifname : ipv4_addr; flags interval; }
        	map snat6 { type ipv6_addr . ifname : ipv6_addr; flags interval; }
        	map vm { type ifname : verdict; }
        	map vmc { type ipv4_addr . ifname : verdict; }
        	map marks { type ipv4_addr : mark; }
        	chain c { }
        	chain d {
        		dnat ip to meta l4proto . ip daddr . th dport map @puba
        		dnat ip to meta l4proto . th dport map @pub
        		dnat ip6 to meta l4proto . th dport map @pub6
        		dnat ip to meta l4proto . th dport map @pubr
        		meta nfproto ipv4 dnat ip to meta l4proto . th dport map @pubr
        		dnat ip to 1.2.3.4
        		tcp dport 80 dnat ip to 1.2.3.4-1.2.3.9:80-90 random,persistent
        		tcp dport 80 dnat ip6 to [fd00::1]:80
        		dnat ip6 to fd00::1
        		ip daddr 1.2.3.4 dnat ip to 5.6.7.8
        		dnat ip to ip daddr map { 1.1.1.1 : 2.2.2.2, 3.3.3.3 : 4.4.4.4 }
        		ip daddr 127.0.0.0/8 iifname != "lo" drop
        		fib daddr type local jump c
        		fib daddr . iif type local jump c
        		fib saddr . iif oif missing drop
        		fib saddr . iif oif exists drop
        		fib saddr oif "lo" drop
        		fib saddr oifname "lo" drop
        		fib daddr type != { local, broadcast } drop
        		fib saddr . mark oif 0 drop
        		fib daddr type { unicast, multicast, blackhole, anycast } drop
        		meta nfproto ipv4 accept
        		meta nfproto ipv6 accept
        		meta nfproto ipv6 ip6 saddr fd00::1 accept
        		meta nfproto ipv4 ip saddr 1.1.1.1 ip daddr 2.2.2.2 accept
        		meta nfproto { ipv4, ipv6 } accept
        		ip6 saddr fd00::/64 accept
        		ip6 saddr fd00::/63 accept
        		ip6 saddr fd00::1-fd00::9 accept
        		ip6 saddr ::1 ip6 daddr != fe80::/10 accept
        		ip saddr 10.0.0.0/9 ip daddr 10.1.2.0/24 accept
        		ip saddr 10.0.0.0/0 accept
        		ip saddr 10.0.0.0/16 accept
        		ip saddr & 0.0.0.255 == 1 accept
        		ip saddr { 1.1.1.1, 2.2.2.2 } accept
        		ip saddr != { 1.1.1.1, 2.2.2.0/24, 5.5.5.5-6.6.6.6 } accept
        		ip saddr @v4 accept
        		ip saddr != @i4 accept
        		ip protocol tcp accept
        		ip protocol { tcp, udp } accept
        		meta l4proto tcp accept
        		meta l4proto { tcp, udp } accept
        		meta l4proto != tcp accept
        		tcp flags syn accept
        		tcp flags & (fin | syn | rst | ack) == syn accept
        		tcp flags syn,ack accept
        		tcp flags == syn accept
        		tcp flags != syn accept
        		tcp flags syn / fin,syn,rst,ack accept
        		icmp type echo-request accept
        		icmp type { echo-reply, echo-request } accept
        		icmp type 77 accept
        		icmp code 0 accept
        		icmp type destination-unreachable icmp code 1 accept
        		icmpv6 type nd-neighbor-solicit accept
        		icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect } accept
        		icmpv6 type . ip6 saddr { nd-router-solicit . ::1 } accept
        		meta l4proto icmp accept
        		meta l4proto icmpv6 accept
        		meta l4proto ipv6-icmp icmpv6 type echo-request accept
        		ip ttl 64 accept
        		ip version 4 accept
        		ip dscp cs1 accept
        		ip frag-off & 0x1fff != 0 accept
        		ip length 100 accept
        		ip id 5 accept
        		@th,0,16 5 accept
        		@nh,8,8 5 accept
        		@ll,0,48 5 accept
        		snat ip to ip saddr . iifname map @snatm
        		snat ip6 to ip6 saddr . iifname map @snat6
        		ip saddr 10.0.0.0/8 snat ip to 1.2.3.4
        		ip saddr 10.0.0.0/8 snat to 1.2.3.4
        		snat ip to 1.2.3.4
        		meta l4proto tcp snat ip to 1.2.3.4:5-9 fully-random
        		ip saddr . oifname @i4n ct status dnat masquerade
        		ip6 saddr . oifname @i6n ct status dnat masquerade
        		ip saddr 127.0.0.0/8 oifname @names masquerade
        		masquerade random
        		masquerade random,persistent
        		meta l4proto tcp masquerade to :1000-2000 random
        		meta l4proto tcp masquerade to :1000
        		ip saddr . iifname @i4n ip saddr . oifname != @i4n masquerade
        		iifname . oifname @nn accept
        		iifname . oifname { "a" . "b", "c" . "d" } accept
        		iifname "a" oifname != "b" accept
        		iifname "veth*" accept
        		iifname { "a", "b" } accept
        		iifname != @names accept
        		iif "lo" accept
        		oif { "lo" } accept
        		iif 7 accept
        		iifname vmap @vm
        		ip saddr . iifname vmap @vmc
        		iifname vmap { "a" : jump c, "b" : accept }
        		ct state established,related accept
        		ct state { new, invalid } accept
        		ct state new accept
        		ct state != new accept
        		ct state invalid drop
        		ct state vmap { established : accept, related : accept, invalid : drop }
        		ct state untracked accept
        		ct status dnat accept
        		ct status snat,dnat accept
        		ct status & (dnat|snat) == dnat accept
        		ct status == dnat accept
        		ct status assured,confirmed accept
        		ct direction original accept
        		ct direction reply accept
        		ct original ip daddr 1.2.3.4 accept
        		ct mark 5 accept
        		ct mark set 5
        		ct mark set meta mark
        		meta mark set ct mark
        		ct mark & 0xff == 1 accept
        		meta mark 1 accept
        		meta mark 0x10-0x20 accept
        		meta mark and 0xff == 0x10 accept
        		meta mark & 0x3 == 0x3 accept
        		meta mark & 0x4 != 0 accept
        		meta mark set 5
        		meta mark set meta mark or 0x10
        		meta mark set meta mark and 0xff00
        		meta mark set meta mark and 0xff00 or 0x1
        		meta mark set meta mark xor 0x1
        		meta mark set ip saddr map @marks
        		meta length 100 accept
        		meta protocol ip accept
        		meta skuid 0 accept
        		meta pkttype broadcast accept
        		meta pkttype { broadcast, multicast } accept
        		meta iiftype ether accept
        		counter
        		counter accept
        		log
        		log prefix "hi there: " level debug
        		log flags all
        		log level info
        		jump c
        		goto c
        		return
        		continue
        		accept
        		drop
        		ip saddr 1.1.1.1 counter accept comment "c 1"
        		ether saddr 02:42:ac:11:00:02 accept
        		ether saddr . ip saddr . iifname @eai accept
        		ether saddr . ip saddr . iifname != @eai drop
        		ether type ip accept
        		ether type arp accept
        		meta ipsec exists accept
        		ip saddr 10.0.0.0/0 meta mark & 0xff000000 == 0x10000000
        		meta length > 5
        		tcp sport 1 tcp dport 2 tcp flags syn
        		ip6 saddr fd00::/61 ip6 daddr fd00::/64
        		meta nfproto ipv6 meta l4proto icmpv6 accept
        		meta nfproto ipv4 iifname . ip saddr { "a" . 1.1.1.1 }
        		ip saddr . tcp dport { 1.1.1.0/25 . 1024-2047, 0.0.0.0/0 . 0-65535 }
        		ip protocol tcp tcp dport 80
        		meta mark { 0x10-0x1f, 0x30, 0x40-0x47 }
        		tcp dport { 1024-2047, 5 }
        		reject
        		reject with icmp host-unreachable
        		reject with icmpv6 admin-prohibited
        		reject with icmp port-unreachable
        		reject with tcp reset
        		tcp dport 80 reject
        		udp dport 80 reject with icmpx port-unreachable
        		reject with icmpx no-route
        		ip saddr 1.1.1.1 tcp dport 80 reject with icmp host-prohibited
        		ip saddr 1.1.1.1 reject
        	}
        }
        """;

    /// <summary>Rules of a table for IPv4 only.</summary>
    public const string IPv4 = """
        table ip t {
        	set v4 { type ipv4_addr; }
        	map pub { type inet_proto . inet_service : ipv4_addr . inet_service; }
        	map a { type ipv4_addr : ipv4_addr; flags interval; }
        	map ap { type ipv4_addr : ipv4_addr . inet_service; }
        	chain c {
        		ip protocol tcp accept
        		ip protocol tcp dnat to 1.2.3.4:5
        		meta l4proto tcp dnat to 1.2.3.4:5
        		icmp type echo-request accept
        		ip protocol icmp icmp type echo-request accept
        		ip protocol icmp accept
        		icmp type . icmp code { echo-request . 0 } accept
        		dnat to 1.2.3.4
        		snat to 1.2.3.4
        		snat to ip saddr map @a
        		dnat to ip daddr map @a
        		snat to 1.2.3.4-1.2.3.6 persistent
        		masquerade
        		ct original ip daddr 1.1.1.1 accept
        		udp length > 8 accept
        		tcp sequence 5 accept
        		tcp window > 5 accept
        		ip ttl < 5 accept
        		ip ttl >= 5 accept
        		ip ttl <= 5 accept
        		ip saddr > 1.1.1.1 accept
        		ip checksum 5 accept
        		ip hdrlength 5 accept
        		ip ecn ce accept
        		ip dscp != ef accept
        		ip saddr vmap { 1.1.1.1 : accept, 2.2.2.0/24 : drop }
        		ip saddr . ip daddr { 1.1.1.1 . 2.2.2.2, 3.0.0.0/8 . 4.4.4.4 } accept
        		meta mark . ip saddr { 0x1 . 1.1.1.1 } accept
        		ct state . ct mark { new . 0x1 } accept
        		ct state . ip saddr { new . 1.1.1.1 } accept
        		fib daddr . iif type local accept
        		fib daddr type . iifname { local . "a" } accept
        		ip saddr { 1.1.1.1 comment "c", 2.2.2.2 } accept
        		iifname != "a*" accept
        		ct status { dnat, snat } accept
        		ct status != dnat accept
        		ct status & dnat == 0 accept
        		ct state & new != 0 accept
        		ct state != { new, established } accept
        		ct direction { original, reply } accept
        		meta pkttype != unicast accept
        		meta iif { "lo", 5 } accept
        		meta mark { 1, 0x2 } accept
        		meta mark != 0 accept
        		meta mark & 0xff { 1, 2 } accept
        		ip saddr & 255.255.255.0 { 1.1.1.0, 2.2.2.0 } accept
        		ip saddr & 255.255.255.0 == 1.1.1.0 accept
        		ip saddr != 1.1.1.0/24 accept
        		tcp flags { syn, ack } accept
        		tcp flags & (syn|ack) != 0 accept
        		tcp flags & syn == 0 accept
        		tcp flags & (syn|ack) == syn|ack accept
        		tcp flags ! syn accept
        		ct state ! new accept
        		log prefix "a" level warn flags all
        		log flags ether
        		log group 0
        		reject
        		reject with icmp host-unreachable
        		reject with tcp reset
        		tcp dport 80 reject
        		tcp dport 80 reject with tcp reset
        	}
        }
        """;

    /// <summary>Rules of a table for what a bridge forwards.</summary>
    public const string Bridge = """
        table bridge t {
        	set eai { type ether_addr . ipv4_addr . ifname; }
        	set eai6 { type ether_addr . ipv6_addr . ifname; }
        	set ieai { type ifname . ether_addr . ipv4_addr; }
        	set ei { type ether_addr . ifname; }
        	set names { type ifname; }
        	chain c {
        		iifname @names ether saddr . ip saddr . iifname != @eai drop
        		ether saddr . ip saddr . iifname @eai accept
        		ether saddr . ip6 saddr . iifname @eai6 accept
        		iifname . ether saddr . ip saddr @ieai accept
        		ether saddr . iifname != @ei drop
        		ether type arp accept
        		ether type ip accept
        		ether type ip6 accept
        		ether type { ip, arp } accept
        		ether type != { ip, arp, ip6 } drop
        		ether type 8021q accept
        		ether type 0x1234 accept
        		ether saddr 02:42:ac:11:00:02 accept
        		ether daddr ff:ff:ff:ff:ff:ff accept
        		ether saddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 accept
        		arp saddr ip 1.2.3.4 accept
        		arp saddr ether 02:42:ac:11:00:02 accept
        		arp saddr ether . arp saddr ip . iifname @eai accept
        		arp saddr ether . arp saddr ip . iifname != @eai drop
        		iifname . arp saddr ether . arp saddr ip != @ieai drop
        		iifname . ether saddr . arp saddr ip != @ieai drop
        		ether saddr . arp saddr ip . iifname != @eai drop
        		ether saddr . arp saddr ether . arp saddr ip . iifname { 02:42:ac:11:00:02 . 02:42:ac:11:00:02 . 1.2.3.4 . "a" } drop
        		arp operation request accept
        		arp operation { request, reply } accept
        		arp htype 1 accept
        		arp daddr ip 1.1.1.1 accept
        		arp daddr ether 02:42:ac:11:00:02 accept
        		arp ptype ip accept
        		arp plen 4 arp hlen 6 accept
        		ether type arp arp operation reply accept
        		ether type arp arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp saddr ip 1.1.1.1 accept
        		ether type arp iifname . arp saddr ether . arp saddr ip @ieai accept
        		ether type ip iifname "a" ip saddr 1.1.1.1 accept
        		meta protocol ip iifname "a" ip saddr 1.1.1.1 accept
        		meta protocol arp accept
        		meta protocol ip6 icmpv6 type nd-neighbor-solicit accept
        		meta protocol { ip, arp } accept
        		ether type ip6 icmpv6 type nd-neighbor-solicit accept
        		ip6 saddr fe80::/10 accept
        		ip6 saddr :: accept
        		ip6 saddr :: icmpv6 type nd-neighbor-solicit accept
        		ip saddr 0.0.0.0 ip protocol udp accept
        		iifname "a" accept
        		ether saddr 02:42:ac:11:00:02 ip saddr 1.1.1.1 accept
        		ether saddr 02:42:ac:11:00:02 ip saddr != 1.1.1.1 drop
        		ip saddr 1.1.1.1 ether saddr 02:42:ac:11:00:02 accept
        		pkttype host accept
        		meta protocol vlan accept
        		meta l4proto tcp accept
        		log prefix "x" drop
        	}
        }
        """;
}
